using System.Globalization;
using System.Text.Json;
using CsCheck;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Storage.Export;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Export;

/// <summary>Whatever happened, what is read back from an export is what the journal holds.</summary>
internal sealed class ExportProperties
{
    private static readonly Gen<TrialId> s_trial = Gen.Int[0, 3].Select(number => new TrialId(number));

    private static readonly Gen<string> s_name = Gen.OneOf(
        OneOf("a", "b", "trial", "time_utc", "config/a", "metrics/trial", "metrics/metrics/trial"),
        Gen.String[Gen.Char["=+-@'ab,\" 1"], 1, 3]);

    private static readonly Gen<string> s_text = Gen.String[Gen.Char["=+-@'\t\r\n,\" 1e.xé\uFF1D"], 0, 6];

    private static readonly Gen<double> s_number = Gen.OneOf(
        Gen.Double, Gen.Double.Special, OneOf(0.0, -0.0, 0.1, double.Epsilon, double.NaN));

    private static readonly Gen<MetricSet> s_metrics = Gen.Select(s_name, s_number).Array[0, 4].Select(pairs =>
        MetricSet.Of([.. pairs.DistinctBy(pair => pair.Item1).Select(p => new MetricValue(p.Item1, p.Item2))]));

    // The kind of a value follows from its name, as in a space.
    private static readonly Gen<Configuration> s_config = Gen.Select(
        Gen.Bool.Array[6], Gen.Double.Where(double.IsFinite), Gen.Long, s_text, Gen.Bool,
        (present, real, integer, text, truth) => Configuration.Of(
        [
            ("a", Value(present[0], real)), ("trial", Value(present[1], integer)), ("text", Value(present[2], text)),
            ("metrics/trial", Value(present[3], truth)), ("config/a", Value(present[4], real / 3)),
            ("b", Value(present[5], integer)),
        ]));

    private static readonly Gen<ExperimentEvent[]> s_history = Gen.OneOf(
        Gen.Select(s_trial, s_config, (trial, config) =>
            (ExperimentEvent)new ExperimentEvent.TrialProposed(Some.At(1), trial, config)),
        Gen.Select(s_trial, s_config, s_trial, (trial, config, donor) => (ExperimentEvent)new ExperimentEvent.Decided(
            Some.At(2), trial, new(1), 1, 1, new Decision.CloneFrom(donor, new(new string('a', 64), 1, 1), config), 1)),
        Gen.Select(s_trial, Gen.Int[1, 3], Gen.Int[0, 9], Gen.Long[0, 1_000_000_000], s_metrics,
            (trial, attempt, iteration, at, metrics) => (ExperimentEvent)new ExperimentEvent.Reported(
                Some.At(at), trial, new(attempt), iteration, iteration, metrics)))
        .Array[0, 40].Select(events => (ExperimentEvent[])
            [new ExperimentEvent.Created(Some.At(0), Some.Spec()), .. events]);

    [Test]
    public void Csv_AnyHistory_ParsesBackToTheSameValues() => s_history.Sample(history =>
    {
        var lines = CsvReader.Read(ExportTests.Text(ExportFormat.Csv, history, rolledBack: true));
        var scan = ReportScan.OverAsync(history.ToAsyncEnumerable, withRolledBack: true).GetAwaiter().GetResult();
        var headings = lines[0].Select(heading => Unguarded(heading!)).ToList();
        Assert.That(headings, Is.Unique.And.EqualTo(scan.Columns.Headings));
        var expected = Expected(history);
        Assert.That(lines, Has.Count.EqualTo(expected.Count + 1));
        foreach (var ((report, config), cells) in expected.Zip(lines.Skip(1)))
        {
            Assert.That(cells, Has.Count.EqualTo(headings.Count));
            Assert.That(cells.Take(5), Is.EqualTo(Key(report)));
            Assert.That(
                MetricsOf(scan.Columns.Metrics, cells.Skip(5)), Is.EquivalentTo(report.Metrics.Select(Bits)));
            Assert.That(
                ConfigOf(scan.Columns.Parameters, cells.Skip(5 + scan.Columns.Metrics.Count)), Is.EqualTo(config));
        }
    });

    [Test]
    public void Json_AnyHistory_ParsesBackToTheSameValues() => s_history.Sample(history =>
    {
        var lines = ExportTests.Text(ExportFormat.Json, history, rolledBack: true).Split('\n')[..^1];
        var expected = Expected(history);
        Assert.That(lines, Has.Length.EqualTo(expected.Count));
        foreach (var ((report, config), line) in expected.Zip(lines))
        {
            using var row = JsonDocument.Parse(line);
            Assert.That(row.RootElement.EnumerateObject().Take(5).Select(p => p.Value.ToString()),
                Is.EqualTo(Key(report)));
            Assert.That(
                row.RootElement.GetProperty("metrics").EnumerateObject().Select(metric => Bits(new MetricValue(
                    metric.Name, double.Parse(metric.Value.ToString(), CultureInfo.InvariantCulture)))),
                Is.EqualTo(report.Metrics.Select(Bits)));
            Assert.That(row.RootElement.GetProperty("config").Deserialize<Configuration>(), Is.EqualTo(config));
        }
    });

    /// <summary>A second account of the history, by looking back from each report.</summary>
    internal static List<(ExperimentEvent.Reported Report, Configuration Config)> Expected(ExperimentEvent[] history) =>
    [
        .. history.Index().Where(at => at.Item is ExperimentEvent.Reported).Select(at =>
        {
            var report = (ExperimentEvent.Reported)at.Item;
            return (report, history.Take(at.Index).Reverse().Select(fact => fact switch
            {
                ExperimentEvent.TrialProposed e when e.Trial == report.Trial => e.Config,
                ExperimentEvent.Decided { Decision: Decision.CloneFrom clone } e when e.Trial == report.Trial
                    => clone.Config,
                _ => null,
            }).FirstOrDefault(config => config is not null) ?? Configuration.Empty);
        }),
    ];

    internal static Gen<ExperimentEvent[]> History => s_history;

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static ParameterValue Value(bool isPresent, ParameterValue value) =>
        isPresent ? value : ParameterValue.Absent;

    private static string?[] Key(ExperimentEvent.Reported report) =>
    [
        report.Trial.ToString(), report.Attempt.ToString(), report.Sequence.ToString(CultureInfo.InvariantCulture),
        report.Iteration.ToString(CultureInfo.InvariantCulture),
        report.At.Utc.ToString("yyyy-MM-ddTHH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
    ];

    // Every NaN is written as NaN.
    private static (string, long) Bits(MetricValue metric) => (metric.Name,
        BitConverter.DoubleToInt64Bits(double.IsNaN(metric.Value) ? double.NaN : metric.Value));

    private static IEnumerable<(string, long)> MetricsOf(IReadOnlyList<string> names, IEnumerable<string?> cells) =>
        names.Zip(cells).Where(pair => pair.Second is not null).Select(pair => Bits(new MetricValue(
            pair.First, double.Parse(pair.Second!, CultureInfo.InvariantCulture))));

    private static Configuration ConfigOf(IReadOnlyList<string> names, IEnumerable<string?> cells) =>
        Configuration.Of([.. names.Zip(cells).Where(pair => pair.Second is not null).Select(pair => (pair.First,
            pair.First switch
            {
                "a" or "config/a" => ParameterValue.Real(double.Parse(pair.Second!, CultureInfo.InvariantCulture)),
                "trial" or "b" => long.Parse(pair.Second!, CultureInfo.InvariantCulture),
                "metrics/trial" => pair.Second == "true",
                _ => Unguarded(pair.Second!),
            }))]);

    private const string Signs = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private static string Unguarded(string cell)
    {
        var rest = cell.TrimStart('\'');
        return rest.Length < cell.Length && rest.Length > 0 && Signs.Contains(rest[0], StringComparison.Ordinal)
            && !double.TryParse(rest, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? cell[1..]
            : cell;
    }
}
