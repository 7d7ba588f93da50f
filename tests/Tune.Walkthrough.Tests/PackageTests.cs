using System.Text.RegularExpressions;

namespace Tune.Walkthrough.Tests;

/// <summary>An author outside this tree: has only our packages, and runs the contract suites against what he wrote.
/// </summary>
[Parallelizable(ParallelScope.None)]
internal sealed partial class PackageTests
{
    private const string Store = "tests/Tune.Walkthrough.Tests/AppendFiles";

    // Training code that has another metric, saves nothing, and is another one each time; a scheduler that answers
    // otherwise when it is asked again.
    private const string Own = """
        using Tune.Engine.Ports;
        using Tune.Engine.Spaces;
        using Tune.Engine.Trials;
        using Tune.Testing.Algorithms;
        using Tune.Testing.Trials;
        using Tune.Trainables;

        [NUnit.Framework.TestFixture]
        public sealed class GoodCode : TrainableContract
        {
            protected override TrainableDefinition Trainable => Tune.Trainables.Trainable.Function("good", TrainAsync);

            private static async Task TrainAsync(TrialContext context, Configuration config)
            {
                while (context.Iteration < 5)
                {
                    await context.ReportAsync(
                        new { loss = 1.0 / (context.Iteration + 1) }, Checkpoint.FromText("a.txt", "a"));
                }
            }
        }

        // Has another metric, saves nothing, and is another one each time.
        [NUnit.Framework.TestFixture]
        public sealed class BrokenCode : TrainableContract
        {
            protected override TrainableDefinition Trainable =>
                Tune.Trainables.Trainable.Function("broken", TrainAsync);

            private static async Task TrainAsync(TrialContext context, Configuration config) =>
                await context.ReportAsync(("los", Random.Shared.NextDouble()));
        }

        // Answers otherwise when it is asked again.
        [NUnit.Framework.TestFixture]
        public sealed class BrokenScheduler : SchedulerContract
        {
            protected override SchedulerOptions Options => new FickleOptions();

            private sealed record FickleOptions : SchedulerOptions
            {
                public override IEnumerable<string> Problems(AlgorithmContext context) => [];

                public override IScheduler Create(AlgorithmContext context) => new Fickle();
            }

            private sealed class Fickle : IScheduler
            {
                private int _asked;

                public Decision Judge(in Observation seen) => ++_asked % 2 == 0
                    ? new Decision.Stop(StopReason.Culled, "tired")
                    : Decision.Continue.Instance;

                public Proposal Propose(bool mayStartNew) =>
                    mayStartNew ? Proposal.New.Instance : Proposal.Exhausted.Instance;

                public int NextMilestone(TrialId trial, int iteration) => iteration + 1;

                public void Observe(TrialFact fact)
                {
                }
            }
        }
        """;

    [Test]
    public async Task Testing_AsAPackageInAProjectOfSomebodysOwn_TellsGoodFromBroken()
    {
        using var outside = new Outside();
        var (projects, told) = new Guide(outside.Read("CONTRIBUTING.md"), "Write it outside this tree").Packed();

        // One that nobody has: a version that was unpacked once would be taken from there, whatever is in the feed.
        var version = $"{told}.x{Guid.NewGuid():N}";
        foreach (var project in projects)
        {
            await outside.PackAsync(project, version);
        }

        var (sdk, adapter) = (outside.VersionOf("Microsoft.NET.Test.Sdk"), outside.VersionOf("NUnit3TestAdapter"));
        outside.Write("Outside.Tests.csproj", Project(version, sdk, adapter));
        outside.Write("ReadmeTests.cs", outside.CodeOf("tests/Tune.Testing/README.md"));
        outside.Write("OwnTests.cs", Own);
        foreach (var part in (string[])["AppendFileStore.cs", "AppendFileJournal.cs", "AppendFileStoreContract.cs"])
        {
            outside.Write(part, outside.Read($"{Store}/{part}"));
        }

        var (exit, output) = await outside.TestAsync();

        var failed = Failed().Matches(output).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal);
        Assert.That(exit, Is.EqualTo(1), output);
        Assert.That(failed, Is.EqualTo(new[]
        {
            "Run_Paused_GoesOnFromItsCheckpoint", "Run_UntilItIsEnough_ReportsTheMetricInRisingIterations",
            "Run_WithTheSameSeed_ReportsTheSame", "Scheduler_AskedTwice_AnswersTheSame",
        }), output);
        Assert.That(int.Parse(Passed().Match(output).Groups[1].ValueSpan), Is.GreaterThan(160), output);
        Assert.That(outside.Unpacked("tunenet.testing", version), Is.EqualTo((true, false)), "Here, There");
    }

    private static string Project(string version, string sdk, string adapter) => $$"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="TuneNet.Testing" Version="{{version}}" />
            <PackageReference Include="Tune.Storage" Version="{{version}}" />
            <PackageReference Include="Tune.Trainables" Version="{{version}}" />
            <PackageReference Include="Microsoft.NET.Test.Sdk" Version="{{sdk}}" />
            <PackageReference Include="NUnit3TestAdapter" Version="{{adapter}}" />
            <Using Include="NUnit.Framework" />
          </ItemGroup>
        </Project>
        """;

    [GeneratedRegex(@"^  Failed (\w+)", RegexOptions.Multiline)]
    private static partial Regex Failed();

    [GeneratedRegex(@"Passed: +(\d+)")]
    private static partial Regex Passed();
}
