import pytest

from shared.sentiment.reading import read


@pytest.mark.parametrize(
    "text",
    [
        "Der Drucker funktioniert nicht mehr und wir sind sehr unzufrieden.",
        "Le serveur ne fonctionne plus depuis ce matin, merci de nous rappeler.",
        "Buenos días, el correo no funciona y necesitamos ayuda urgente.",
        "De printer doet het niet meer, kunt u ons vandaag nog bellen?",
        "La stampante non funziona e siamo molto delusi dal servizio.",
        "Drukarka nie działa, proszę o pilną pomoc w tej sprawie.",
        "Принтер не работает, мы очень недовольны обслуживанием.",
        "プリンターが動きません。とても困っています。",
    ],
)
def test_a_mail_in_another_language_is_unknown(text):
    found = read(text)

    assert found.score is None
    assert found.confidence == 0
    assert not found.themes


@pytest.mark.parametrize(
    "text",
    [
        "Printer offline again, accounting angry, please fix asap.",
        "VPN error 809 when connecting from Zürich, user Müller.",
        "Das Team was great on Monday, thank you for the quick help.",
    ],
)
def test_terse_mail_with_foreign_words_is_still_english(text):
    assert read(text).score is not None
