using System.Globalization;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;

namespace Tune.Hosting.Importing;

/// <summary>What of a table is what.</summary>
internal sealed record CsvOptions
{
    /// <summary>The column that was optimised.</summary>
    public required string Metric { get; init; }

    /// <summary>Which end of it is good.</summary>
    public required Mode Mode { get; init; }

    /// <summary>The columns that are parameters; empty for all that are the same in all rows of each trial.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];
}

/// <summary>
/// A table as an experiment. Rows with the same cell in a column <c>trial</c> are of one trial; without that column
/// each row is one. <c>iteration</c>, <c>step</c> or <c>epoch</c> is the iteration, <c>time_utc</c> the time and
/// <c>status</c> how a trial ended. What is no parameter and a number is a metric.
/// </summary>
internal sealed class CsvSource
{
    private static readonly string[] s_iterations = ["iteration", "step", "epoch"];

    // What exports of ours have besides.
    private static readonly string[] s_others =
    [
        "trial", "attempt", "attempts", "failures", "reports", "sequence", "best", "best_iteration", "seconds", "why",
        "status", "time_utc", .. s_iterations,
    ];

    private readonly CsvOptions _options;
    private readonly List<string> _headings;
    private readonly List<(int Line, List<string> Cells)> _rows;

    private CsvSource(CsvOptions options, List<string> headings, List<(int Line, List<string> Cells)> rows) =>
        (_options, _headings, _rows) = (options, headings, rows);

    /// <summary>Reads a table.</summary>
    /// <exception cref="ImportException">It cannot be read as one; the message names the line or the column.
    /// </exception>
    public static ImportedExperiment Read(TextReader input, CsvOptions options)
    {
        List<string>? headings = null;
        var rows = new List<(int Line, List<string> Cells)>();
        foreach (var (line, cells) in CsvRows.Read(input))
        {
            if (headings is null)
            {
                headings = [.. cells.Select(cell => CellText.Plain(cell.TrimStart('\ufeff')))];
                continue;
            }

            if (cells.Count != headings.Count)
            {
                throw new ImportException(
                    $"Line {line} has {cells.Count} cells; the first line has {headings.Count} headings.");
            }

            if (rows.Count == ImportedExperiment.ReportsMax)
            {
                throw new ImportException($"There are more than {ImportedExperiment.ReportsMax} rows.");
            }

            rows.Add((line, cells));
        }

        if (headings is null || rows.Count == 0)
        {
            throw new ImportException("The table has no rows; it must have a line of headings and one or more rows.");
        }

        return new CsvSource(options, headings, rows).Make();
    }

    private ImportedExperiment Make()
    {
        foreach (var name in _options.Parameters.Append(_options.Metric).Where(name => !_headings.Contains(name)))
        {
            throw new ImportException(
                $"The table has no column '{name}'; it has {string.Join(", ", _headings.Take(50))}.");
        }

        if (_headings.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ImportException($"The column '{twice.Key}' is there {twice.Count()} times.");
        }

        var trials = Groups();
        var parameters = Parameters(trials);
        var metrics = Metrics(parameters);
        var values = parameters.ToDictionary(
            column => column,
            column => CellText.Values([.. trials.Select(rows => rows[0].Cells[column])], CellText.Plain));
        return new ImportedExperiment
        {
            Tool = "csv",
            Objectives = [new Objective(_options.Metric, _options.Mode)],
            Trials =
            [
                .. trials.Select((rows, i) => Trial(
                    rows, parameters.Where(column => !values[column][i].IsAbsent)
                        .ToDictionary(column => _headings[column], column => values[column][i]),
                    metrics)),
            ],
        };
    }

    private List<List<(int Line, List<string> Cells)>> Groups()
    {
        var column = _headings.IndexOf("trial");
        return column < 0
            ? [.. _rows.Select(row => new List<(int Line, List<string> Cells)> { row })]
            : [.. _rows.GroupBy(row => row.Cells[column]).Select(group => group.ToList())];
    }

    private List<int> Parameters(List<List<(int Line, List<string> Cells)>> trials)
    {
        if (_options.Parameters.Count == 0)
        {
            return
            [
                .. Enumerable.Range(0, _headings.Count).Where(column =>
                    _headings[column] != _options.Metric && !s_others.Contains(_headings[column])
                    && trials.TrueForAll(rows => rows.TrueForAll(row => row.Cells[column] == rows[0].Cells[column]))),
            ];
        }

        int[] columns = [.. _options.Parameters.Select(name => _headings.IndexOf(name))];
        foreach (var column in columns)
        {
            foreach (var rows in trials)
            {
                if (rows.Find(row => row.Cells[column] != rows[0].Cells[column]) is { Cells: not null } other)
                {
                    throw new ImportException(
                        $"Line {other.Line}: the parameter '{_headings[column]}' is '{other.Cells[column]}', and "
                        + $"'{rows[0].Cells[column]}' in line {rows[0].Line} of the same trial.");
                }
            }
        }

        return [.. columns];
    }

    private List<int> Metrics(List<int> parameters) =>
    [
        .. Enumerable.Range(0, _headings.Count).Where(column => _headings[column] == _options.Metric
            || (!parameters.Contains(column) && !s_others.Contains(_headings[column])
                && _rows.TrueForAll(row =>
                    row.Cells[column].Length == 0 || CellText.Number(row.Cells[column]) is not null))),
    ];

    private ImportedTrial Trial(
        List<(int Line, List<string> Cells)> rows, Dictionary<string, ParameterValue> config, List<int> metrics)
    {
        var reports = new List<ImportedReport>();
        foreach (var row in rows)
        {
            var step = Step(row, reports.Count == 0 ? 1 : reports[^1].Step + 1);
            if (reports.Count > 0 && step <= reports[^1].Step)
            {
                throw new ImportException(
                    $"Line {row.Line}: iteration {step} follows {reports[^1].Step}; those of a trial must rise.");
            }

            var measured = metrics.Where(column => row.Cells[column].Length > 0)
                .Select(column => new MetricValue(_headings[column], Number(row, column))).ToArray();
            if (measured.Length > 0)
            {
                reports.Add(new ImportedReport(step, Time(row), MetricsOf(row, measured)));
            }
        }

        return new ImportedTrial
        {
            Origin = $"Line {rows[0].Line}",
            Config = config,
            Reports = reports,
            Started = Time(rows[0]),
            End = EndOf(rows[^1]),
        };
    }

    private static MetricSet MetricsOf((int Line, List<string> Cells) row, MetricValue[] measured)
    {
        try
        {
            return MetricSet.Of(measured);
        }
        catch (ArgumentException refused)
        {
            throw new ImportException($"Line {row.Line}: {refused.Message}", refused);
        }
    }

    private double Number((int Line, List<string> Cells) row, int column) =>
        CellText.Number(row.Cells[column]) ?? throw new ImportException(
            $"Line {row.Line}: '{_headings[column]}' is '{row.Cells[column]}'; it must be a number.");

    private long Step((int Line, List<string> Cells) row, long next)
    {
        var column = s_iterations.Select(name => _headings.IndexOf(name)).FirstOrDefault(found => found >= 0, -1);
        return column < 0 ? next
            : long.TryParse(row.Cells[column], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step
            : throw new ImportException(
                $"Line {row.Line}: '{_headings[column]}' is '{row.Cells[column]}'; it must be a whole number.");
    }

    private DateTime? Time((int Line, List<string> Cells) row)
    {
        var column = _headings.IndexOf("time_utc");
        return column < 0 || row.Cells[column].Length == 0 ? null
            : CellText.Time(row.Cells[column]) ?? throw new ImportException(
                $"Line {row.Line}: 'time_utc' is '{row.Cells[column]}'; it must be a time such as "
                + "2026-03-01T10:17:36Z.");
    }

    private ImportedEnd EndOf((int Line, List<string> Cells) row)
    {
        var column = _headings.IndexOf("status");
        return column < 0 ? ImportedEnd.Completed : row.Cells[column].ToLowerInvariant() switch
        {
            "errored" or "failed" or "fail" or "error" => ImportedEnd.Failed,
            "stopped" or "pruned" or "paused" or "running" or "pending" => ImportedEnd.Stopped,
            _ => ImportedEnd.Completed,
        };
    }
}
