"""What business people write to their MSP, by mood; and what surrounds it."""

from sandbox.portfolio.words import words

GREETINGS = words("Hi {first}|Hello {first}|Good morning {first}|Dear {first}")
CLOSINGS = words("Kind regards|Best wishes|Many thanks|Regards|Thanks")
SIGNATURE = "{name}\n{title}\n{company}\nT: 01632 960{digits}\nwww.{domain}"
HAPPY = words(
    "The new starter was set up in time and everything works, we are very pleased.|"
    "Thank you for the quick help on Friday, the team was impressed.|"
    "The migration went really well, please pass our praise on to your engineers.|"
    "We are delighted with how the office move was handled.|"
    "It is reassuring to have you on our side, the service has been excellent."
)
NEUTRAL = words(
    "Please could you set up an account for a new starter who begins on Monday.|"
    "Can you confirm which licences we hold and when they renew?|"
    "The printer on the first floor shows an error, could someone have a look?|"
    "We would like to move the review meeting to Thursday afternoon.|"
    "Attached is the purchase order for the two laptops that we discussed.|"
    "Could you let me know who is on call over the bank holiday?"
)
UNHAPPY = words(
    "We are still waiting, and this is the third time that I have had to ask.|"
    "I am disappointed with how long this has taken; our staff could not work.|"
    "The problem is back again and nobody has told us why it keeps failing.|"
    "Frankly the service this month has been poor and we are losing patience.|"
    "Nobody answered our calls yesterday and we lost half a day because of it."
)
WORRIES = {
    "renewal": words(
        "Our contract is up for renewal soon, so please send us your terms.|"
        "Before we renew the agreement we need to talk about what is included."
    ),
    "price": words(
        "Your last invoice is far higher than the quote, and we find it expensive.|"
        "The price increase is difficult to justify to our board."
    ),
    "cancel": words(
        "Please tell us the notice period, as we may terminate the contract.|"
        "We are thinking of cancelling the backup service at the end of the term."
    ),
    "competitor": words(
        "Another provider has offered us the same for less.|"
        "We have asked two other MSPs for quotes as well."
    ),
    "escalation": words(
        "I must escalate this to your director, as it is not acceptable.|"
        "I would like to make a formal complaint and speak to your manager."
    ),
}
REPLIES = words(
    "Thanks for letting us know, we have it in hand and will report back today.|"
    "This is done now, please let us know if anything else is needed.|"
    "We have looked into it and will call you this afternoon to explain."
)
SUBJECTS = words(
    "New starter|Printer on the first floor|Licences|Review meeting|"
    "Purchase order|Server maintenance|Backup report|Invoice query|Office move"
)
NOISE = words("auto-reply|bulk|internal|stranger|forged|spam")
