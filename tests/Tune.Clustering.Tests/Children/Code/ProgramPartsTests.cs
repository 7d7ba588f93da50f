using Tune.Clustering.Children.Code.Reach;
using Tune.Testing;

namespace Tune.Clustering.Tests.Children.Code;

/// <summary>Whose an assembly is.</summary>
internal sealed class ProgramPartsTests
{
    // The projects of tests and of experiments are what an author of training code has.
    private static readonly string[] s_ofAuthors = ["tests", "experiments"];

    [Test]
    public void Ours_AreTheProjectsOfTheTree()
    {
        var root = RepositoryFolder.Find()!;
        var projects = Directory.EnumerateDirectories(root)
            .Where(folder => !s_ofAuthors.Contains(Path.GetFileName(folder)))
            .SelectMany(folder => Directory.EnumerateDirectories(folder).Prepend(folder))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"))
            .Select(file => Path.GetFileNameWithoutExtension(file)!)
            .ToArray();

        Assert.That(ProgramParts.Ours, Is.EquivalentTo(projects), "ProgramParts.s_ours against the tree");
    }

    [Test]
    public void IsOurs_OfTheTestsThemselves_IsFalse() =>
        Assert.That(ProgramParts.IsOurs(typeof(ProgramPartsTests).Assembly), Is.False);
}
