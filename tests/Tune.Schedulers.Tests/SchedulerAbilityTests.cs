using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Testing;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests;

/// <summary>The table in Tune.Schedulers/README.md, line by line: a scheduler of the catalogue without a line, or with
/// a wrong one, fails here.</summary>
internal sealed class SchedulerAbilityTests
{
    private const int Trials = 24;

    private static readonly Dictionary<string, string[]> Table = Read();

    private static IEnumerable<string> Names => SchedulerCatalog.All.Schedulers.Select(entry => entry.Name);

    private static IEnumerable<string> Comparing => Saying("feasible first");

    private static IEnumerable<string> Indifferent => Saying("compares nothing");

    private static IEnumerable<string> Wrapping => Saying("as its inner one");

    [TestCaseSource(nameof(Names))]
    public void Table_HasALineForTheScheduler(string name) => Assert.That(Line(name), Has.Length.EqualTo(3));

    [Test]
    public void Table_HasNoLineForWhatThereIsNot() => Assert.That(Table.Keys, Is.SubsetOf(Names));

    [TestCaseSource(nameof(Names))]
    public void Objectives_AreTakenOrRefusedAtSubmit(string name)
    {
        foreach (var options in CatalogContractTests.Variants(CatalogContractTests.Make<SchedulerOptions>(name)))
        {
            var problems = Spec(options, constrained: false) with { FurtherObjectives = [new("cost", Mode.Min)] };
            Assert.That(
                problems.Problems(), Line(name)[0] == "no" ? Has.Some.Contains("compares trials by 1") : Is.Empty,
                $"{options}");
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Checkpoints_AreNeededAsTheTableSays(string name)
    {
        bool[] needs =
        [
            .. CatalogContractTests.Variants(CatalogContractTests.Make<SchedulerOptions>(name))
                .Select(options => options.NeedsCheckpoints() is not null),
        ];
        Assert.That(needs.Distinct(), Is.EquivalentTo(Line(name)[2][..2] switch
        {
            "no" => [false],
            "ye" => [true],
            _ => new[] { false, true },
        }));
    }

    // Every other trial breaks the constraint, with a score that would win by far. Without the constraint it does win.
    [TestCaseSource(nameof(Comparing))]
    public void Constraint_Broken_IsNeverAheadOfKept(string name)
    {
        foreach (var options in CatalogContractTests.Variants(CatalogContractTests.Make<SchedulerOptions>(name)))
        {
            var (free, bound) = (Run(options, constrained: false), Run(options, constrained: true));
            if (options is PopulationOptions)
            {
                Assert.That(Donors(free).Where(Breaks), Is.Not.Empty, $"{options}");
                Assert.That(Donors(bound), Is.Not.Empty.And.None.Matches<TrialId>(Breaks), $"{options}");
                continue;
            }

            Assert.That(Training(free, Breaks), Is.GreaterThan(Training(free, Keeps)), $"{options}");
            Assert.That(Training(bound, Breaks), Is.LessThan(Training(bound, Keeps)), $"{options}");
        }
    }

    [TestCaseSource(nameof(Indifferent))]
    public void Constraint_WhereNothingIsCompared_ChangesNothing(string name)
    {
        var options = CatalogContractTests.Make<SchedulerOptions>(name);
        var (free, bound) = (Run(options, constrained: false), Run(options, constrained: true));

        Assert.That(
            bound.Judged.Select(one => (one.Trial, one.Iteration, one.Decision)),
            Is.EqualTo(free.Judged.Select(one => (one.Trial, one.Iteration, one.Decision))));
    }

    [TestCaseSource(nameof(Wrapping))]
    public void Wrapper_DoesAsTheInnerOne(string name)
    {
        var options = CatalogContractTests.Make<SchedulerOptions>(name);
        var inner = options.GetType().GetProperty("Inner")!;
        inner.SetValue(options, new HyperBandOptions { MaxIterations = CatalogContractTests.MaxIterations });
        var bound = Run(options, constrained: true);

        Assert.That(options.ObjectivesMax(), Is.GreaterThan(1));
        Assert.That(Training(bound, Breaks), Is.LessThan(Training(bound, Keeps)));
        inner.SetValue(options, new PbtOptions { MaxIterations = 9, Interval = 3 });
        Assert.That(options.ObjectivesMax(), Is.EqualTo(1));
    }

    private static IEnumerable<string> Saying(string constraints) =>
        Names.Where(name => Table.TryGetValue(name, out var line) && line[1] == constraints);

    private static string[] Line(string name) => Table.TryGetValue(name, out var line)
        ? line
        : throw new AssertionException(
            $"The table 'What the schedulers can' in Tune.Schedulers/README.md has no line for '{name}'. Add one, such "
            + $"as | `{name}` | no | feasible first | no |: whether it takes several objectives, what it does about "
            + "constraints (feasible first, compares nothing, as its inner one), whether it needs checkpoints.");

    private static bool Breaks(TrialId trial) => trial.Number % 2 == 0;

    private static bool Keeps(TrialId trial) => !Breaks(trial);

    private static int Training(MachineDriver run, Func<TrialId, bool> which) => run.Judged
        .Where(one => which(one.Trial)).GroupBy(one => one.Trial).Sum(trial => trial.Max(one => one.Iteration));

    private static IEnumerable<TrialId> Donors(MachineDriver run) =>
        run.Journal.OfType<ExperimentEvent.Decided>().Select(one => one.Decision).OfType<Decision.CloneFrom>()
            .Select(clone => clone.Donor);

    private static MachineDriver Run(SchedulerOptions options, bool constrained) => new MachineDriver(
        Spec(options, constrained), (trial, _) => (Breaks(trial) ? 100 : 0) + (trial.Number * 7 % Trials))
    {
        Slots = 3, IterationsMax = CatalogContractTests.MaxIterations,
        More = (trial, _) => [("cost", Breaks(trial) ? 1 : 0)],
    }.RunToEnd();

    private static ExperimentSpec Spec(SchedulerOptions options, bool constrained)
    {
        var spec = SomeContext.Spec(options, new RandomSearchOptions(), Trials) with
        {
            Space = CatalogContractTests.Spaces[0],
            Constraints = constrained ? [new MetricConstraint("cost") { AtMost = 0 }] : [],
        };
        return spec.Problems().Any() ? spec with { Trials = 1, PointsToEvaluate = [CatalogContractTests.Point] } : spec;
    }

    // The cells of each line, by the name in the first one.
    private static Dictionary<string, string[]> Read() =>
        File.ReadLines(Path.Combine(RepositoryFolder.Find()!, "Tune.Schedulers", "README.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => cells[2..5]);
}
