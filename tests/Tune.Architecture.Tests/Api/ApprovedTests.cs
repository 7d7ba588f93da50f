using System.Reflection;
using Tune.Architecture.Tests.Dependencies;

namespace Tune.Architecture.Tests.Api;

/// <summary>
/// The public surface of every library against the texts in <c>Approved</c>, one a namespace. With TUNE_APPROVE=1 in
/// the environment the texts are written anew instead.
/// </summary>
internal sealed class ApprovedTests
{
    private const string Folder = "tests/Tune.Architecture.Tests/Api/Approved";

    private static readonly bool Approving = Environment.GetEnvironmentVariable("TUNE_APPROVE") == "1";

    private static Dictionary<string, string[]> Received() => DependencyMap.Libraries
        .SelectMany(library => Assembly.Load(library).GetExportedTypes())
        .GroupBy(type => $"{Folder}/{type.Namespace}.txt")
        .ToDictionary(group => group.Key, group => ApiText.Of(group).ToArray(), StringComparer.Ordinal);

    private static Dictionary<string, string[]> Approved() => Repository.Files(".txt")
        .Where(file => file.Path.StartsWith(Folder, StringComparison.Ordinal))
        .ToDictionary(
            file => file.Path,
            file => file.Text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries),
            StringComparer.Ordinal);

    [Test]
    public void Surface_OfEveryLibrary_IsTheApprovedOne()
    {
        var received = Received();
        if (Approving)
        {
            Write(received);
            return;
        }

        var approved = Approved();
        received.Keys.Union(approved.Keys)
            .SelectMany(path => ApiRule.Check(
                path, approved.GetValueOrDefault(path, []), received.GetValueOrDefault(path, [])))
            .ShouldBeNone();
    }

    [Test]
    public void Tiers_NameWhatThereIs() => Assert.That(
        SurfaceTiers.Stale(
            [.. DependencyMap.Libraries.SelectMany(library => Assembly.Load(library).GetExportedTypes())]),
        Is.Empty);

    [TestCase(typeof(Hosting.TuneHost), false)]
    [TestCase(typeof(Engine.Experiments.ExperimentEvent.Created), false)]
    [TestCase(typeof(Engine.Ports.SchedulerOptions), false)]
    [TestCase(typeof(Engine.Stores.IJournal), true)]
    [TestCase(typeof(Engine.Experiments.ExperimentCommand.Pause), true)]
    [TestCase(typeof(Engine.Trials.Proposal.New), true)]
    public void Tiers_OfAType_AreThoseOfWhatItIsIn(Type type, bool isForBuilders) =>
        Assert.That(SurfaceTiers.IsForBuilders(type), Is.EqualTo(isForBuilders));

    private static void Write(Dictionary<string, string[]> received)
    {
        var folder = Path.Combine(Repository.Root, Folder);
        Directory.CreateDirectory(folder);
        foreach (var stale in Directory.EnumerateFiles(folder, "*.txt"))
        {
            File.Delete(stale);
        }

        foreach (var (path, lines) in received)
        {
            File.WriteAllText(Path.Combine(Repository.Root, path), string.Join('\n', lines) + "\n");
        }
    }
}
