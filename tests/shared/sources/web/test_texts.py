from shared.sources.web.texts import as_html


def test_plain_text_becomes_paragraphs_with_everything_escaped():
    text = 'Ring <Acme> & "Sons"\nsoon\r\n\r\n  \n\nDue: 1 May'

    assert as_html(text) == (
        "<p>Ring &lt;Acme&gt; &amp; &quot;Sons&quot;<br>soon</p><p>Due: 1 May</p>"
    )
