using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Hosting.Importing;

namespace Tune.Cli.Importing;

/// <summary>
/// A study of an SQLite file of Optuna, 2.4 or later. The values of complete trials are the objectives, so that the
/// best trial is the same as there; what was reported on the way is the metric <c>intermediate</c>. Times are taken for
/// UTC.
/// </summary>
internal sealed class OptunaSource : IDisposable
{
    public const string Intermediate = "intermediate";

    private readonly SqliteConnection _connection;
    private readonly long _study;

    private OptunaSource(SqliteConnection connection, long study) => (_connection, _study) = (connection, study);

    /// <summary>Reads a study.</summary>
    /// <param name="file">The SQLite file; nothing is written to it.</param>
    /// <param name="study">Its name; null for the only one.</param>
    /// <param name="byIntermediate">Whether what was reported on the way is the objective.</param>
    /// <exception cref="ImportException">It cannot be read; the message says what is wrong where.</exception>
    public static ImportedExperiment Read(string file, string? study, bool byIntermediate)
    {
        if (!File.Exists(file))
        {
            throw new ImportException($"There is no file '{file}'.");
        }

        try
        {
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false,
            }.ToString());
            using var source = new OptunaSource(connection, Open(connection, study));
            return source.Read(byIntermediate);
        }
        catch (Exception wrong) when (wrong is SqliteException or InvalidCastException or OverflowException)
        {
            throw new ImportException($"'{file}' cannot be read as a file of Optuna: {wrong.Message}", wrong);
        }
    }

    public void Dispose() => _connection.Dispose();

    private static long Open(SqliteConnection connection, string? study)
    {
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT study_id, study_name FROM studies ORDER BY study_id LIMIT 1000";
            var studies = new List<(long Id, string Name)>();
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                studies.Add((rows.GetInt64(0), rows.GetString(1)));
            }

            var known = string.Join(", ", studies.Take(50).Select(each => each.Name));
            return study is null
                ? studies is [var only] ? only.Id : throw new ImportException(studies.Count == 0
                    ? "The file has no study."
                    : $"The file has {studies.Count} studies; name one of {known}.")
                : studies.Find(each => each.Name == study) is { Name: not null } found ? found.Id
                : throw new ImportException($"The file has no study '{study}'; it has {known}.");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private ImportedExperiment Read(bool byIntermediate)
    {
        var objectives = Objectives();
        var domains = new Dictionary<string, Domain>(StringComparer.Ordinal);
        var configs = Configs(domains);
        var values = Values(
            "trial_values", "objective", "value", "value_type", "the value of an objective");
        var steps = Values(
            "trial_intermediate_values", "step", "intermediate_value", "intermediate_value_type",
            "an intermediate value");
        return new ImportedExperiment
        {
            Tool = "optuna",
            ToolVersion = Text("SELECT library_version FROM version_info LIMIT 1") ?? "",
            Objectives = byIntermediate ? [objectives[0] with { Metric = Intermediate }] : objectives,
            Domains = domains,
            Trials = Trials(objectives, configs, values, steps),
        };
    }

    private ImmutableArray<Objective> Objectives()
    {
        var names = Text("SELECT value_json FROM study_system_attributes WHERE study_id = $study "
            + "AND key = 'study:metric_names'") is { } json
            ? JsonSerializer.Deserialize<string[]>(json) ?? []
            : [];
        var modes = new List<Mode>();
        foreach (var row in Rows(
            "SELECT objective, direction FROM study_directions WHERE study_id = $study ORDER BY objective"))
        {
            modes.Add(row.GetString(1) == "MAXIMIZE" ? Mode.Max : Mode.Min);
        }

        return modes.Count > 0
            ? [.. modes.Select((mode, i) => new Objective(Name(names, i, modes.Count), mode))]
            : throw new ImportException("The study does not say what it optimises; it may be older than Optuna 2.4.");
    }

    private static string Name(string[] names, int index, int count) => names.Length == count ? names[index]
        : count == 1 ? "value" : string.Create(CultureInfo.InvariantCulture, $"value_{index}");

    private Dictionary<long, Dictionary<string, ParameterValue>> Configs(Dictionary<string, Domain> domains)
    {
        var configs = new Dictionary<long, Dictionary<string, ParameterValue>>();
        var read = new Dictionary<(string Name, string Json), (Domain Domain, Func<double, ParameterValue> Value)>();
        foreach (var row in Rows(
            "SELECT p.trial_id, p.param_name, p.param_value, p.distribution_json FROM trial_params p "
            + "JOIN trials t ON t.trial_id = p.trial_id WHERE t.study_id = $study ORDER BY p.trial_id, p.param_id"))
        {
            var (trial, name, json) = (row.GetInt64(0), row.GetString(1), row.GetString(3));
            if (!read.TryGetValue((name, json), out var distribution))
            {
                read[(name, json)] = distribution = OptunaDistribution.Read(name, json);
                domains[name] = domains.TryGetValue(name, out var before)
                    ? Wider(before, distribution.Domain)
                    : distribution.Domain;
            }

            if (!configs.TryGetValue(trial, out var config))
            {
                configs[trial] = config = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
            }

            config[name] = distribution.Value(row.GetDouble(2));
        }

        return configs;
    }

    // A range may have changed from trial to trial.
    private static Domain Wider(Domain one, Domain other) => (one, other) switch
    {
        (RealDomain a, RealDomain b) when a.Step == b.Step => new RealDomain(
            Math.Min(a.Low, b.Low), Math.Max(a.High, b.High), a.Log && b.Log, a.Step),
        (IntegerDomain a, IntegerDomain b) when a.Step == b.Step => new IntegerDomain(
            Math.Min(a.Low, b.Low), Math.Max(a.High, b.High), a.Log && b.Log, a.Step),
        _ => one,
    };

    /// <summary>Numbers by trial and index. What is not finite has no number but a word beside it.</summary>
    private Dictionary<long, SortedDictionary<long, double>> Values(
        string table, string index, string value, string kind, string what)
    {
        var hasKind = Text($"SELECT name FROM pragma_table_info('{table}') WHERE name = '{kind}'") is not null;
        var found = new Dictionary<long, SortedDictionary<long, double>>();
        foreach (var row in Rows(
            $"SELECT v.trial_id, v.{index}, v.{value}, {(hasKind ? $"v.{kind}" : "'FINITE'")} FROM {table} v "
            + "JOIN trials t ON t.trial_id = v.trial_id WHERE t.study_id = $study"))
        {
            var trial = row.GetInt64(0);
            if (!found.TryGetValue(trial, out var values))
            {
                found[trial] = values = [];
            }

            values[row.GetInt64(1)] = row.GetString(3) switch
            {
                "INF_POS" => double.PositiveInfinity,
                "INF_NEG" => double.NegativeInfinity,
                "FINITE" when !row.IsDBNull(2) => row.GetDouble(2),
                "FINITE" or "NAN" => double.NaN,
                var word => throw new ImportException(
                    $"Of the trial with the id {trial}, {what} is of the unknown type '{word}'."),
            };
        }

        return found;
    }

    private List<ImportedTrial> Trials(
        ImmutableArray<Objective> objectives, Dictionary<long, Dictionary<string, ParameterValue>> configs,
        Dictionary<long, SortedDictionary<long, double>> values,
        Dictionary<long, SortedDictionary<long, double>> steps)
    {
        var trials = new List<ImportedTrial>();
        foreach (var row in Rows(
            "SELECT trial_id, number, state, datetime_start, datetime_complete FROM trials WHERE study_id = $study "
            + "ORDER BY number, trial_id"))
        {
            var (id, state) = (row.GetInt64(0), row.GetString(2));
            if (state == "WAITING")
            {
                continue;
            }

            if (trials.Count == ImportedExperiment.TrialsMax)
            {
                throw new ImportException($"The study has more than {ImportedExperiment.TrialsMax} trials.");
            }

            var ended = Time(row, 4);
            trials.Add(new ImportedTrial
            {
                Origin = $"Trial {row.GetValue(1)}",
                Config = configs.GetValueOrDefault(id) ?? [],
                Reports = Reports(
                    objectives, state == "COMPLETE" ? values.GetValueOrDefault(id) : null,
                    steps.GetValueOrDefault(id) ?? [], ended),
                Started = Time(row, 3),
                Ended = ended,
                End = state switch
                {
                    "COMPLETE" => ImportedEnd.Completed,
                    "PRUNED" or "RUNNING" => ImportedEnd.Stopped,
                    "FAIL" => ImportedEnd.Failed,
                    _ => throw new ImportException($"Trial {row.GetValue(1)} is in the unknown state '{state}'."),
                },
            });
        }

        return trials;
    }

    private static List<ImportedReport> Reports(
        ImmutableArray<Objective> objectives, SortedDictionary<long, double>? values,
        SortedDictionary<long, double> steps, DateTime? ended)
    {
        var reports = steps.Select(step =>
            new ImportedReport(step.Key, null, MetricSet.Of((Intermediate, step.Value)))).ToList();
        if (values is null)
        {
            return reports;
        }

        // Its values are those of the whole training: they stand beside the last of what was reported on the way.
        var last = reports.Count > 0 ? reports[^1] : new ImportedReport(1, null, MetricSet.Empty);
        var final = last with
        {
            At = ended,
            Metrics = MetricSet.Of(
            [
                .. values.Where(each => each.Key < objectives.Length)
                    .Select(each => new MetricValue(objectives[(int)each.Key].Metric, each.Value)),
                .. last.Metrics.Where(metric => objectives.All(each => each.Metric != metric.Name)),
            ]),
        };
        return [.. reports.Take(reports.Count - 1), final];
    }

    private static DateTime? Time(SqliteDataReader row, int column) => row.IsDBNull(column)
        ? null
        : CellText.Time(row.GetString(column)) ?? throw new ImportException(
            $"Trial {row.GetValue(1)} has the time '{row.GetString(column)}', which is none.");

    private string? Text(string query) => Rows(query).Select(row => row.IsDBNull(0) ? null : row.GetString(0))
        .FirstOrDefault();

    private IEnumerable<SqliteDataReader> Rows(string query)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = query;
        command.Parameters.AddWithValue("$study", _study);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return rows;
        }
    }
}
