using CsCheck;
using Tune.Engine.Filters;

namespace Tune.Engine.Tests.Filters;

/// <summary>What filters mean, and what they say of texts that are none.</summary>
internal sealed class FilterTests
{
    private static readonly string[] s_attributes = ["status", "trial", "run_name"];

    private static readonly string[] s_words =
    [
        "metrics", ".", "acc", "params", "=", "<", "'x'", "1e5", "(", ")", "AND", "OR", "NOT", "IN", ",", "LIKE",
        "BETWEEN", "IS", "NULL", "`a b`", "trial", "\"q\"",
    ];

    private static readonly Row s_row = new(new()
    {
        [new(FilterFieldKind.Metric, "acc")] = FilterValue.Of(0.9),
        [new(FilterFieldKind.Metric, "val.loss")] = FilterValue.Of(double.NaN),
        [new(FilterFieldKind.Metric, "val/acc 1")] = FilterValue.Of(2),
        [new(FilterFieldKind.Parameter, "lr")] = FilterValue.Of(0.001, "1e-3"),
        [new(FilterFieldKind.Parameter, "act")] = FilterValue.Of("relu"),
        [new(FilterFieldKind.Parameter, "bias")] = FilterValue.Of(true),
        [new(FilterFieldKind.Tag, "team")] = FilterValue.Of("it's"),
        [new(FilterFieldKind.Attribute, "status")] = FilterValue.Of("Running"),
        [new(FilterFieldKind.Attribute, "trial")] = FilterValue.Of(7),
    });

    [TestCase("", true)]
    [TestCase("  ", true)]
    [TestCase("metrics.acc > 0.5", true)]
    [TestCase("metrics.acc>=.9 and metric.acc <= +9e-1", true)]
    [TestCase("metrics.acc < 0.9", false)]
    [TestCase("metrics.acc != 0.9", false)]
    [TestCase("metrics.acc <> 1", true)]
    [TestCase("metrics.acc == 0.9", true)]
    [TestCase("metrics.none < 1 OR metrics.none >= 1 OR metrics.none != 1", false)]
    [TestCase("NOT metrics.none < 1", true)]
    [TestCase("metrics.val.loss < 1 OR metrics.val.loss >= 1 OR metrics.val.loss != 1", false)]
    [TestCase("metrics.val.loss NOT IN (1, 2)", false)]
    [TestCase("metrics.val.loss IS NOT NULL AND metrics.none IS NULL", true)]
    [TestCase("metrics.`val/acc 1` = 2 AND metrics.\"val/acc 1\" = 2", true)]
    [TestCase("params.lr < 2e-3", true)]
    [TestCase("params.lr = '1e-3'", true)]
    [TestCase("params.lr = '0.001'", false)]
    [TestCase("params.lr BETWEEN 0.001 AND 0.002 AND trial = 7", true)]
    [TestCase("params.lr NOT BETWEEN 0.001 AND 0.002", false)]
    [TestCase("params.act > 1", false)]
    [TestCase("params.act IN ('tanh', \"relu\")", true)]
    [TestCase("params.act NOT IN ('tanh')", true)]
    [TestCase("params.bias = true", true)]
    [TestCase("params.act LIKE 'r%u' AND params.act LIKE '_elu' AND params.act NOT LIKE 'R%'", true)]
    [TestCase("params.act ILIKE 'RE%'", true)]
    [TestCase("params.act LIKE 'elu'", false)]
    [TestCase("tags.team = 'it''s'", true)]
    [TestCase("attributes.status = 'Running' AND Status = 'Running'", true)]
    [TestCase("run.status = 'x' OR trial > 6 AND trial < 8", true)]
    [TestCase("(status = 'x' OR trial > 6) AND trial < 7", false)]
    public void Matches_OfATrial_IsWhatTheFilterSays(string filter, bool expected) =>
        Assert.That(Filter.Parse(filter, s_attributes).Matches(s_row), Is.EqualTo(expected));

    [TestCase("metrics.acc >", 13, "ends where a number or a text")]
    [TestCase("metrics.acc 5", 12, "stands where =")]
    [TestCase("metrics. > 5", 9, "name is expected")]
    [TestCase("size > 5", 0, "no attribute 'size'; there are status, trial, run_name")]
    [TestCase("stuff.acc > 5", 0, "none of metrics, params, tags")]
    [TestCase("status = Running", 9, "in quotes: 'Running'")]
    [TestCase("status = 'Running", 9, "not closed")]
    [TestCase("(trial > 5", 10, "ends where )")]
    [TestCase("trial > 5)", 9, "stands where AND")]
    [TestCase("trial > 5x", 8, "is no number")]
    [TestCase("trial > 5 ; drop", 10, "has no meaning")]
    [TestCase("trial LIKE 5", 11, "pattern is a text")]
    [TestCase("trial NOT = 5", 10, "stands where IN")]
    [TestCase("trial IN ()", 10, "a number or a text")]
    [TestCase("AND", 0, "no attribute 'AND'")]
    [TestCase("= 5", 0, "where a field is expected")]
    public void Parse_OfWhatIsNoFilter_SaysWhereAndWhat(string filter, int position, string says)
    {
        var problem = Assert.Throws<FilterException>(() => Filter.Parse(filter, s_attributes))!;

        Assert.That(problem.Message, Does.Contain(says));
        Assert.That(problem.Position, Is.EqualTo(position));
    }

    [Test]
    public void Parse_OfMuch_IsRefusedAndNotSlow()
    {
        Assert.That(Of(new string('(', 9_000)), Does.Contain("More than 100"));
        Assert.That(Of(string.Concat(Enumerable.Repeat("NOT ", 2_000))), Does.Contain("More than 100"));
        Assert.That(Of(new string('a', 10_001)), Does.Contain("longer than 10000"));
        Assert.That(Of($"trial IN ({string.Join(',', Enumerable.Range(0, 1500))})"), Does.Contain("more than 1000"));
        var stars = Filter.Parse($"params.act LIKE '{string.Concat(Enumerable.Repeat("%r", 1000))}%x'", s_attributes);
        var row = new Row(new() { [new(FilterFieldKind.Parameter, "act")] = FilterValue.Of(new string('r', 5_000)) });
        Assert.That(stars.Matches(row), Is.False);

        static string Of(string filter) =>
            Assert.Throws<FilterException>(() => Filter.Parse(filter, s_attributes))!.Message;
    }

    [Test]
    public void Parse_OfAnyText_IsAFilterOrSaysWhyNot() => Gen.Frequency(
            (1, Gen.String),
            (3, Gen.Int[0, s_words.Length - 1].List[0, 12].Select(
                picks => string.Join(' ', picks.Select(pick => s_words[pick])))))
        .Sample(
            text =>
            {
                try
                {
                    var filter = Filter.Parse(text, s_attributes);
                    return filter.Matches(s_row) || !filter.Matches(s_row);
                }
                catch (FilterException problem)
                {
                    return problem.Position >= 0 && problem.Position <= text.Length;
                }
            },
            iter: 2_000);

    private sealed class Row(Dictionary<FilterField, FilterValue> values) : IFilterable
    {
        public FilterValue ValueOf(FilterField field) => values.GetValueOrDefault(field);
    }
}
