using Tune.Hosting.Importing.Mlflow;

namespace Tune.Hosting.Tests.Importing.Mlflow;

/// <summary>Single values as PyYAML writes them.</summary>
internal sealed class MlflowYamlTests
{
    [TestCase("a: plain text", "plain text")]
    [TestCase("a: 'it''s'", "it's")]
    [TestCase("a: ''''", "'")]
    [TestCase("a: ''", "")]
    [TestCase("a: \u00a0", "\u00a0")]
    [TestCase("a: 'long\n  \u00a0\n\n  end'", "long \u00a0\nend")]
    [TestCase("a: \"\\u00e9\\t\\\"\\\\\"", "é\t\"\\")]
    [TestCase("a: \"\\U0001F600\"", "😀")]
    [TestCase("a: one\n  two\nb: 1", "one two")]
    [TestCase("a: 'one\n\n  two'\nb: 1", "one\ntwo")]
    [TestCase("a: \"one\\\n  \\ two\"\nb: 1", "one two")]
    [TestCase("a: \"one\\\n  two\"\nb: 1", "onetwo")]
    [TestCase("a: text # a comment", "text")]
    [TestCase("# first\n---\na: 1.5\r\nb: 2\r\n", "1.5")]
    [TestCase("tags:\n- key: x\n  value: y\na: 1", "1")]
    public void Read_OfAValue_GivesItsText(string text, string value) =>
        Assert.That(MlflowYaml.Read(text)["a"], Is.EqualTo(value));

    [TestCase("a: null")]
    [TestCase("a:")]
    [TestCase("a: ~")]
    [TestCase("a: []")]
    public void Read_OfNothing_GivesNull(string text) => Assert.That(MlflowYaml.Read(text)["a"], Is.Null);

    [TestCase("a")]
    [TestCase(": 1")]
    [TestCase("a:1")]
    [TestCase("a: 1\na: 2")]
    [TestCase("a: 'x")]
    [TestCase("a: \"x")]
    [TestCase("a: \"\\q\"")]
    [TestCase("a: \"\\u00\"")]
    [TestCase("a: \"\\UFFFFFFFF\"")]
    [TestCase("a: &b 1")]
    [TestCase("a: |\n  b")]
    public void Read_OfWhatIsNone_Refuses(string text) =>
        Assert.That(() => MlflowYaml.Read(text), Throws.TypeOf<FormatException>().With.Message.StartsWith("line "));
}
