import random

from shared.uplift.themes.sampling import sample
from shared.uplift.themes.ticket import ThemeTicket


def numbered(count):
    words = ["ab", "cd", "ef", "gh", "ij", "kl", "mn", "op", "qr", "st"]
    return [
        ThemeTicket(str(n), f"c{n % 3}", " ".join(words[int(d)] for d in str(n)))
        for n in range(count)
    ]


def test_equal_wordings_count_once_with_their_tickets_and_customers():
    alerts = [ThemeTicket(str(n), f"c{n % 2}", f"Disk full {n}") for n in (3, 1, 2)]

    [(text, use)] = sample(alerts).items()

    assert (text, use.tickets, use.customers) == ("Disk full", 3, {"c0", "c1"})
    assert (use.example, use.summary) == ("1", "Disk full")


def test_the_order_of_the_tickets_does_not_matter():
    tickets = numbered(500)
    shuffled = random.Random(1).sample(tickets, k=500)

    assert list(sample(tickets, most=50).items()) == list(
        sample(shuffled, most=50).items()
    )


def test_the_sample_is_bounded_and_new_tickets_displace_few():
    before = sample(numbered(1_000), most=100)
    after = sample(numbered(1_050), most=100)

    assert len(before) == len(after) == 100
    assert len(before.keys() & after.keys()) >= 88


def test_a_ticket_without_words_is_left_out():
    assert sample([ThemeTicket("1", "a", "#12345")]) == {}
