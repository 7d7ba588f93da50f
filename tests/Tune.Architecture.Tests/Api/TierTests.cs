using Tune.Architecture.Tests.Docs;

namespace Tune.Architecture.Tests.Api;

internal sealed class TierTests
{
    // CONTRIBUTING is for builders; so are the folders' own READMEs.
    private static bool IsForUsers(string path) => path == "README.md"
        || path.StartsWith("docs/", StringComparison.Ordinal)
        || path.StartsWith("experiments/", StringComparison.Ordinal);

    [Test]
    public void Programs_ForUsers_NameNoTypeForBuilders() => Repository.Files(".md")
        .Where(file => IsForUsers(file.Path))
        .SelectMany(file => TierRule.Check(Markdown.CSharpBlocks(file)))
        .ShouldBeNone();

    [TestCase("using Tune.Engine.Randomness;\n_ = Mix.Start;", "Mix")]
    [TestCase("using Tune.Engine.Experiments;\n_ = (object?)null is ExperimentCommand.Pause;", "ExperimentCommand")]
    public void Programs_ThatNameATypeForBuilders_AreReported(string code, string named) => TierRule
        .Check(Markdown.CSharpBlocks(new("README.md", $"```csharp\n{code}\n```\n")))
        .DistinctBy(finding => finding.Where)
        .ShouldName("README.md:3", named);
}
