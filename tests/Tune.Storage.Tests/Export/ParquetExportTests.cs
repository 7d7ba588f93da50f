using System.Globalization;
using CsCheck;
using Parquet;
using Parquet.Schema;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Storage.Export;
using Tune.Testing.Stores;

namespace Tune.Storage.Tests.Export;

internal sealed class ParquetExportTests
{
    [Test]
    public async Task WriteAsync_AnyHistory_ReadsBackTheSame() => await ExportProperties.History.SampleAsync(
        async history =>
        {
            var scan = await ReportScan.OverAsync(history.ToAsyncEnumerable, withRolledBack: true);
            using var file = new MemoryStream();
            var rows = await ParquetExport.WriteAsync(scan, file, default);
            var expected = ExportProperties.Expected(history);
            Assert.That(rows, Is.EqualTo(expected.Count));
            var read = await ReadAsync(file);
            Assert.That(read.Keys, Is.EqualTo(scan.Columns.Headings));
            for (var row = 0; row < expected.Count; row++)
            {
                Assert.That(read.Values.Select(column => column[row]),
                    Is.EqualTo(Row(scan.Columns, expected[row].Report, expected[row].Config)));
            }
        }, iter: 50);

    [Test]
    public async Task WriteAsync_MoreThanOneGroup_KeepsEveryRow()
    {
        const int rows = 120_000;
        var history = Some.Beginning().Concat(Enumerable.Range(1, rows).Select(i => Some.Reported(
            0, i, i % 3 == 0 ? [("other", i)] : [("acc", i / 7d)])));
        using var file = new MemoryStream();
        await ParquetExport.WriteAsync(
            await ReportScan.OverAsync(history.ToAsyncEnumerable, withRolledBack: true), file, default);
        var read = await ReadAsync(file);
        Assert.That(read["iteration"], Is.EqualTo(Enumerable.Range(1, rows).Select(i => (object)(long)i)));
        Assert.That(read["acc"], Is.EqualTo(
            Enumerable.Range(1, rows).Select(i => i % 3 == 0 ? null : (object)(i / 7d))));
    }

    [Test]
    public async Task WriteAsync_NullAmongNumbers_IsANumberColumnWithAGap()
    {
        var history = Some.Beginning(trials: 2).Select(fact => fact is ExperimentEvent.TrialProposed proposed
                ? proposed with { Config = Configuration.Of(("depth", Depth(proposed.Trial.Number))) } : fact)
            .Concat([Some.Reported(0, 1, ("acc", 1)), Some.Reported(1, 1, ("acc", 1))]).ToList();
        using var file = new MemoryStream();
        await ParquetExport.WriteAsync(
            await ReportScan.OverAsync(history.ToAsyncEnumerable, withRolledBack: true), file, default);

        Assert.That((await ReadAsync(file))["depth"], Is.EqualTo(new object?[] { 16L, null }));

        static ParameterValue Depth(int trial) => trial == 0 ? 16 : ParameterValue.Null;
    }

    private static IEnumerable<object?> Row(
        ReportColumns columns, ExperimentEvent.Reported report, Configuration config) =>
    [
        (long)report.Trial.Number, (long)report.Attempt.Number, (long)report.Sequence, (long)report.Iteration,
        new DateTime(report.At.UtcTicks - (report.At.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc),
        .. columns.Metrics.Select(name => report.Metrics.TryGet(name, out var value) ? (object?)value : null),
        .. columns.Parameters.Select(name => config.TryGet(name, out var value) ? Plain(value) : null),
    ];

    private static object Plain(ParameterValue value) => value.Kind switch
    {
        ValueKind.Real => value.AsReal(),
        ValueKind.Integer => value.AsInteger(),
        ValueKind.Boolean => value.AsBoolean(),
        _ => value.ToString(),
    };

    private static async Task<Dictionary<string, List<object?>>> ReadAsync(MemoryStream file)
    {
        file.Position = 0;
        await using var reader = await ParquetReader.CreateAsync(file, leaveStreamOpen: true);
        var read = reader.Schema.DataFields.ToDictionary(field => field.Name, _ => new List<object?>());
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            foreach (var field in reader.Schema.DataFields)
            {
                read[field.Name].AddRange(await ColumnAsync(group, field));
            }
        }

        return read;
    }

    private static async Task<IEnumerable<object?>> ColumnAsync(ParquetRowGroupReader group, DataField field)
    {
        var rows = checked((int)group.RowCount);
        if (field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[rows];
            await group.ReadAsync(field, texts.AsMemory());
            return texts;
        }

        return field.ClrType.Name switch
        {
            nameof(Double) => await NumbersAsync<double>(group, field, rows),
            nameof(Int64) => await NumbersAsync<long>(group, field, rows),
            nameof(Boolean) => await NumbersAsync<bool>(group, field, rows),
            nameof(DateTime) => await NumbersAsync<DateTime>(group, field, rows),
            _ => throw new InvalidDataException(
                string.Create(CultureInfo.InvariantCulture, $"{field.Name} is a {field.ClrType.Name}")),
        };
    }

    private static async Task<IEnumerable<object?>> NumbersAsync<T>(
        ParquetRowGroupReader group, DataField field, int rows)
        where T : struct
    {
        if (field.IsNullable)
        {
            var values = new T?[rows];
            await group.ReadAsync<T>(field, values.AsMemory());
            return values.Select(value => (object?)value);
        }

        var all = new T[rows];
        await group.ReadAsync<T>(field, all.AsMemory());
        return all.Select(value => (object?)value);
    }
}
