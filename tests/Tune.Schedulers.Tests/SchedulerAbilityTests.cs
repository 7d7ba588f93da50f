using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Ports;
using Tune.Engine.Trials;
using Tune.Schedulers.HyperBand;
using Tune.Schedulers.Pbt;
using Tune.Schedulers.Search.RandomSearch;
using Tune.Schedulers.Tests.Abilities;
using Tune.Testing;
using Tune.Testing.Machine;

namespace Tune.Schedulers.Tests;

/// <summary>The table in Tune.Schedulers/README.md, line by line: a scheduler of the catalogue without a line, or with
/// a wrong one, fails here.</summary>
internal sealed class SchedulerAbilityTests
{
    private const int Trials = 24;

    // What a cell may say, by column; what ends in dots goes on as it likes.
    private static readonly (string Column, string[] Cells)[] Allowed =
    [
        ("Several objectives", ["no", "yes", "yes, by front", "yes, compares nothing", Inner]),
        ("Constraints", [Feasible, OwnPast, Nothing, Inner]),
        ("Needs checkpoints", ["no", "yes", "some: ..."]),
    ];

    private const string Feasible = "feasible first";
    private const string OwnPast = "its own past";
    private const string Nothing = "compares nothing";
    private const string Inner = "as its inner one";

    private static readonly Dictionary<string, string[]> Table = Read();

    private static IEnumerable<string> Names => SchedulerCatalog.All.Schedulers.Select(entry => entry.Name);

    private static IEnumerable<string> Comparing => Saying(Feasible);

    private static IEnumerable<string> OnTheirOwn => Saying(OwnPast);

    private static IEnumerable<string> Indifferent => Saying(Nothing);

    private static IEnumerable<string> Wrapping => Saying(Inner);

    [TestCaseSource(nameof(Names))]
    public void Table_HasALineForTheScheduler(string name) => Assert.That(Line(name), Has.Length.EqualTo(3));

    // A cell that says something else would select no test, and nothing of it would be proved.
    [TestCaseSource(nameof(Names))]
    public void Table_SaysOnlyWhatIsProved(string name) => Assert.That(Unknown(Line(name)), Is.Empty);

    [TestCase("no", "a feasible report is a gain", "no", "Constraints")]
    [TestCase("maybe", Feasible, "no", "Several objectives")]
    [TestCase("yes, by front", Feasible, "sometimes", "Needs checkpoints")]
    public void Table_WithACellThatNothingProves_IsToldWhichThereAre(
        string objectives, string constraints, string checkpoints, string column)
    {
        var said = Unknown([objectives, constraints, checkpoints]).Single();
        Assert.That(said, Does.StartWith($"{column} says '"));
        Assert.That(
            said, Does.EndWith(string.Join(", ", Allowed.Single(one => one.Column == column).Cells) + "."));
    }

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
                Assert.That(
                    Donors(free).Where(Breaks), Is.Not.Empty,
                    $"Without a constraint trials of even number score 100 more and are copied. {options}");
                Assert.That(
                    Donors(bound), Is.Not.Empty.And.None.Matches<TrialId>(Breaks),
                    $"'{Feasible}': a trial that breaks the constraint is never copied, whatever its score. {options}");
                continue;
            }

            Assert.That(
                Training(free, Breaks), Is.GreaterThan(Training(free, Keeps)),
                $"Without a constraint trials of even number score 100 more, and must train longer in all. {NotThis}"
                + $"{options}");
            Assert.That(
                Training(bound, Breaks), Is.LessThan(Training(bound, Keeps)),
                $"'{Feasible}': trials of even number break the constraint, and must train less in all than those that "
                + $"keep to it, although they score 100 more: look at Observation.Violation before the score. {NotThis}"
                + $"{options}");
        }
    }

    private const string NotThis =
        $"The cell '{Feasible}' is for schedulers that compare trials with each other; take '{OwnPast}' or '{Nothing}' "
        + "for one that does not. ";

    [TestCaseSource(nameof(OnTheirOwn))]
    public void Constraint_OfATrialComparedWithItself_CountsBeforeTheScore(string name)
    {
        foreach (var options in CatalogContractTests.Variants(CatalogContractTests.Make<SchedulerOptions>(name)))
        {
            OwnPastProof.Check(options);
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
            + $"constraints ({string.Join(", ", Allowed[1].Cells)}), whether it needs checkpoints.");

    private static IEnumerable<string> Unknown(string[] line) =>
        from column in line.Zip(Allowed, (cell, allowed) => (Cell: cell, Allowed: allowed))
        where !column.Allowed.Cells.Any(one => one == column.Cell
            || (one.EndsWith("...", StringComparison.Ordinal)
                && column.Cell.StartsWith(one[..^3], StringComparison.Ordinal)))
        select $"{column.Allowed.Column} says '{column.Cell}', which no test proves; it may say "
            + $"{string.Join(", ", column.Allowed.Cells)}.";

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
