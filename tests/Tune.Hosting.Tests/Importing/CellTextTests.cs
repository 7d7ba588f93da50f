using Tune.Hosting.Importing;

namespace Tune.Hosting.Tests.Importing;

/// <summary>What an export guards against being a formula comes back as it was.</summary>
internal sealed class CellTextTests
{
    [TestCase("'=x", "=x")]
    [TestCase("''=x", "'=x")]
    [TestCase("'\uFF1Dx", "\uFF1Dx")]
    [TestCase("'\n=x", "\n=x")]
    [TestCase("'+5", "'+5")]
    [TestCase("'tis", "'tis")]
    [TestCase("'", "'")]
    [TestCase("=x", "=x")]
    public void Plain_OfACell_IsWithoutTheApostropheOfAnExport(string cell, string text) =>
        Assert.That(CellText.Plain(cell), Is.EqualTo(text));
}
