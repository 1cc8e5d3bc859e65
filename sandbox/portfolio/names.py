"""Words for companies, people and places; all combinations are invented."""

import random
from itertools import product

from sandbox.portfolio.words import words

FIRST = words(
    "Alice|Amir|Beatrix|Callum|Carmen|Chloe|Daniel|Deepa|Elena|Emeka|"
    "Farah|Felix|Grace|Hassan|Helen|Imran|Ivy|Jakob|Joanna|Kofi|Laura|"
    "Leon|Mara|Marcus|Mina|Nadia|Noah|Olga|Oscar|Petra|Priya|Quentin|"
    "Rachel|Ravi|Rosa|Samuel|Sofia|Tariq|Tessa|Tom|Uma|Victor|Wendy|"
    "Xavier|Yasmin|Zoe"
)
LAST = words(
    "Abbott|Ahmed|Barnes|Becker|Campbell|Carter|Chandra|Costa|Dawson|"
    "Doyle|Ellis|Evans|Fischer|Foster|Garcia|Gupta|Hale|Hughes|Iqbal|"
    "Jansen|Jones|Keller|Khan|Lambert|Lee|Marsh|Mensah|Nolan|Novak|"
    "Okafor|Olsen|Patel|Price|Quinn|Reid|Rossi|Schmidt|Silva|Turner|"
    "Usman|Vaughan|Vogel|Walsh|Webb|Young|Zhang"
)
PLACES = words(
    "Ashford|Beacon|Bridgewater|Castle|Cedar|Clifton|Crescent|Dale|"
    "Eastgate|Elm|Fairview|Falcon|Granite|Greenfield|Harbour|Hawthorn|"
    "Highland|Ivory|Juniper|Kingsway|Lakeside|Larch|Linden|Maple|Meridian|"
    "Millbrook|Northgate|Oakwood|Orchard|Park|Pinnacle|Quayside|Redwood|"
    "Ridge|Riverside|Rowan|Saltmarsh|Silver|Southbank|Sterling|Summit|"
    "Thornton|Union|Vale|Westbrook|Willow|Windmill|York"
)
TRADES = words(
    "Accountants|Architects|Brewing Company|Care Homes|Charitable Trust|"
    "Civil Engineering|Clinics|Construction|Courier Services|Dental Group|"
    "Design Studio|Distribution|Estate Agents|Family Law|Farm Supplies|"
    "Financial Planning|Fitness|Foods|Furniture|Haulage|Hotels|"
    "Housing Association|Insurance Brokers|Interiors|Joinery|Logistics|"
    "Manufacturing|Marine|Motors|Nurseries|Optical|Packaging|Pharmacy|"
    "Plumbing|Precision Tools|Print Works|Property|Recruitment|Schools Trust|"
    "Solicitors|Surveyors|Textiles|Travel|Veterinary Group|Vineyards|"
    "Wealth Management"
)


def company_names(dice: random.Random, count: int) -> list[str]:
    """Return distinct company names."""
    every = [f"{place} {trade}" for place, trade in product(PLACES, TRADES)]
    if count <= len(every):
        return dice.sample(every, count)
    return [f"{every[n % len(every)]} {n}" for n in range(count)]


def person(dice: random.Random) -> tuple[str, str]:
    """Return a first name and a surname."""
    return dice.choice(FIRST), dice.choice(LAST)
