using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using Tune.Clustering.Children;
using Tune.Clustering.Children.Code;
using Tune.Clustering.Children.Code.Reach;
using Tune.Engine.Ports;
using Tune.Engine.Spaces;
using Tune.Trainables;

namespace Tune.Clustering.Tests.Children.Code;

/// <summary>The builds of all assemblies that training code needs.</summary>
internal sealed class BuildsTests
{
    [Test]
    public void Of_ATestAssembly_HasWhatItNeedsAndWhatThatNeedsButNothingOfDotnet()
    {
        var builds = Builds.Of([typeof(BuildsTests).Assembly]);
        Assert.Multiple(() =>
        {
            Assert.That(builds.Keys, Is.SupersetOf(new[] { "Tune.Clustering.Tests", "Tune.Engine", "Akka.Cluster" }));
            Assert.That(builds.Keys, Has.None.StartsWith("System.").And.None.EqualTo("netstandard"));
            Assert.That(builds.Keys, Is.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        });
    }

    [Test]
    public void With_AnAssemblyOfTheProgram_IsWhatEverybodySaysOfIt()
    {
        var assembly = typeof(BuildsTests).Assembly;
        Assert.That(Builds.With(assembly), Is.EqualTo(Builds.Of([assembly])));
    }

    [Test]
    public void With_APlugIn_HasItAndWhatLiesBesideItAndWhatTheProgramHas()
    {
        var folder = Directory.CreateTempSubdirectory("tune-test-").FullName;
        var context = new AssemblyLoadContext("plug-in", isCollectible: true);
        try
        {
            var (bytes, engine) = (typeof(Builds).Assembly.Location, typeof(ITrainable).Assembly.Location);
            File.Copy(bytes, Path.Combine(folder, "Tune.Clustering.dll"));
            File.Copy(engine, Path.Combine(folder, "Akka.dll"));
            var builds = Builds.With(context.LoadFromAssemblyPath(Path.Combine(folder, "Tune.Clustering.dll")));
            Assert.Multiple(() =>
            {
                Assert.That(builds["Tune.Clustering"], Is.EqualTo(Builds.Of("Tune.Clustering")));
                Assert.That(builds["Tune.Engine"], Is.EqualTo(Builds.Of("Tune.Engine")));
                Assert.That(builds["Akka"].Split('+'), Is.EquivalentTo(new[]
                {
                    Builds.Of("Akka"), Builds.Of("Tune.Engine"),
                }));
            });
        }
        finally
        {
            context.Unload();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Digest_OfAnotherBuildOfWhatIsOnlyNeeded_IsAnother()
    {
        var builds = Builds.With(typeof(Builds).Assembly);
        Assert.That(BuildDigest.Of(typeof(Builds).Assembly), Is.EqualTo(BuildDigest.Digest(builds)));
        builds["Tune.Bytes"] = Guid.Empty.ToString("N");
        Assert.That(BuildDigest.Digest(builds), Is.Not.EqualTo(BuildDigest.Of(typeof(Builds).Assembly)));
    }

    [Test]
    public void Read_OfAFile_IsWhatTheLoadedAssemblySays()
    {
        var assembly = typeof(Builds).Assembly;
        var (build, needs) = Builds.Read(assembly.Location);
        Assert.That(build, Is.EqualTo(assembly.ManifestModule.ModuleVersionId.ToString("N")));
        Assert.That(needs, Is.EquivalentTo(assembly.GetReferencedAssemblies().Select(one => one.Name)));
    }

    [Test]
    public void Make_AnAssemblyThatIsOnlyNeededIsOfAnotherBuild_RefusesAndNamesIt()
    {
        var text = TrainingCode.Of(Trainable.Function("x", Train)).Text;
        var other = JsonNode.Parse(text)!;
        other["builds"]!["Tune.Engine"] = Guid.Empty.ToString("N");
        Assert.Multiple(() =>
        {
            Assert.That(
                () => TrainingCode.Make("x", other.ToJsonString()), Throws.TypeOf<CodeException>()
                    .With.Message.Contains("The assembly Tune.Engine is of another build here"));
            Assert.That(
                CodeDifference.Sentence(other.ToJsonString(), text), Does.Contain("Tune.Engine is of another build"));
        });
    }

    private static Task Train(TrialContext context, Configuration config) => context.ReportAsync(("score", 1));
}
