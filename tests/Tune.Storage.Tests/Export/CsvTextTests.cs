using Tune.Storage.Export;

namespace Tune.Storage.Tests.Export;

internal sealed class CsvTextTests
{
    [TestCase("plain", "plain")]
    [TestCase("", "\"\"")]
    [TestCase("a,b", "\"a,b\"")]
    [TestCase("say \"no\"", "\"say \"\"no\"\"\"")]
    [TestCase("two\nlines", "\"two\nlines\"")]
    [TestCase("=SUM(A1)", "'=SUM(A1)")]
    [TestCase("@cmd", "'@cmd")]
    [TestCase("+a", "'+a")]
    [TestCase("-a", "'-a")]
    [TestCase("-1.5", "-1.5")]
    [TestCase("+3", "+3")]
    [TestCase("'=x", "''=x")]
    [TestCase("'tis", "'tis")]
    [TestCase("\t=x", "'\t=x")]
    [TestCase("\r=x", "\"'\r=x\"")]
    [TestCase("\n=x", "\"'\n=x\"")]
    [TestCase("\n5", "\"\n5\"")]
    [TestCase("\uFF1DSUM(A1)", "'\uFF1DSUM(A1)")]
    [TestCase("\uFF0B1", "'\uFF0B1")]
    [TestCase("\uFF0D1", "'\uFF0D1")]
    [TestCase("\uFF20cmd", "'\uFF20cmd")]
    [TestCase("'\uFF1Dx", "''\uFF1Dx")]
    public void Quoted_Text_IsGuardedAndQuoted(string text, string cell) =>
        Assert.That(CsvText.Quoted(text), Is.EqualTo(cell));

    [Test]
    public void Text_LongerThanTheBuffer_IsWrittenWhole()
    {
        using var output = new StringWriter();
        var csv = new CsvText(output);
        var text = new string('x', 200_000);
        csv.Number(1);
        csv.Text(text);
        csv.Number(0.5);
        csv.EndLine();
        csv.Flush();
        Assert.That(output.ToString(), Is.EqualTo($"1,{text},0.5\n"));
    }
}
