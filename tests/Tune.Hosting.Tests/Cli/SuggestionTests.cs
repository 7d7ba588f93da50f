using Tune.Cli.Catalog;

namespace Tune.Hosting.Tests.Cli;

internal sealed class SuggestionTests
{
    [TestCase("digist", "digits", Description = "swapped")]
    [TestCase("digit", "digits", Description = "left out")]
    [TestCase("Digits", "digits", Description = "another case")]
    [TestCase("shwo", "show")]
    [TestCase("exp", "export", Description = "the beginning")]
    [TestCase("x", null)]
    [TestCase("mnist", null)]
    public void Nearest_OfKnownWords_IsTheOneThatWasMeant(string given, string? meant) =>
        Assert.That(Suggestion.Nearest(given, ["digits", "show", "stop", "export"]), Is.EqualTo(meant));
}
