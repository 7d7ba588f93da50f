using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Hosting.Observing;

namespace Tune.Cli.Output;

/// <summary>One JSON object per line on standard output: the contract for scripts. Numbers that JSON cannot hold are
/// written as the strings "NaN", "Infinity" and "-Infinity".</summary>
internal sealed class JsonLines(TextWriter output)
{
    // Nobody puts these lines into a web page: apostrophes and letters beyond ASCII stay what they are.
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _gate = new();

    public void Started(string experiment, string store, SweepSnapshot before) => Line("started", json =>
    {
        json.WriteString("experiment", experiment);
        json.WriteString("store", store);
        json.WriteBoolean("resumed", before.Spec is not null);
        json.WriteNumber("trials", before.Proposed);
        json.WriteNumber("reports", before.Reports);
    });

    public void Notice(string message) => Line("notice", json => json.WriteString("message", message));

    public void Error(string message) => Line("error", json => json.WriteString("message", message));

    /// <summary>The last line of a run, with these members and no others: scripts count on it.</summary>
    public void Done(
        string experiment, SweepSnapshot end, TimeSpan elapsed, string? state = null) => Line("done", json =>
    {
        json.WriteString("experiment", experiment);
        json.WriteString("state", state ?? RunState.Of(end));
        json.WriteNumber("trials", end.Proposed);
        json.WriteNumber("reports", end.Reports);
        WriteBest(json, end);
        json.WriteNumber("elapsed_s", Math.Round(elapsed.TotalSeconds, 3));
    });

    private static void WriteBest(Utf8JsonWriter json, SweepSnapshot end)
    {
        if (end.Best is not { } best)
        {
            json.WriteNull("best");
            return;
        }

        json.WriteStartObject("best");
        json.WriteNumber("trial", best.Trial.Number);
        json.WriteString("metric", end.Spec!.Objective.Metric);
        Number(json, "value", best.Value);
        json.WritePropertyName("config");
        JsonSerializer.Serialize(json, best.Config);
        json.WriteEndObject();
    }

    public void Event(ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Reported e:
                Line("report", json =>
                {
                    Who(json, e.Trial, e.Attempt);
                    json.WriteNumber("sequence", e.Sequence);
                    json.WriteNumber("iteration", e.Iteration);
                    WriteMetrics(json, e.Metrics);
                });
                break;
            case ExperimentEvent.Decided { Decision: Decision.Continue }:
                break;
            case ExperimentEvent.Decided e:
                Line("decision", json =>
                {
                    Who(json, e.Trial, e.Attempt);
                    json.WriteNumber("iteration", e.Iteration);
                    json.WriteString("decision", DecisionText.Word(e.Decision));
                    json.WriteString("why", DecisionText.Why(e.Decision));
                });
                break;
            case ExperimentEvent.TrialProposed e:
                Line("trial", json => Config(json, e.Trial, e.Config));
                break;
            case ExperimentEvent.AttemptStarted e:
                Line("attempt", json => Started(json, e));
                break;
            case ExperimentEvent.AttemptEnded e:
                Line("attempt_ended", json => Ended(json, e));
                break;
            case ExperimentEvent.TrialEnded e:
                Line("trial_ended", json =>
                {
                    json.WriteNumber("trial", e.Trial.Number);
                    json.WriteString("status", e.Status.ToString());
                    json.WriteString("why", e.Why);
                });
                break;
            case ExperimentEvent.TrialReopened e:
                Line("trial_reopened", json => Reopened(json, e));
                break;
            case ExperimentEvent.CheckpointSaved e:
                Line("checkpoint", json => Saved(json, e));
                break;
            case ExperimentEvent.CheckpointLost e:
                Line("checkpoint_lost", json => Lost(json, e));
                break;
            case ExperimentEvent.MessageRefused e:
                Line("refused", json =>
                {
                    Who(json, e.Trial, e.Attempt);
                    json.WriteString("why", e.Why);
                });
                break;
            case ExperimentEvent.Ended e:
                Line("experiment_ended", json =>
                {
                    json.WriteString("status", e.Status.ToString());
                    json.WriteString("why", e.Why);
                });
                break;
            default:
                break;
        }
    }

    private static void Reopened(Utf8JsonWriter json, ExperimentEvent.TrialReopened e)
    {
        json.WriteNumber("trial", e.Trial.Number);
        json.WriteNumber("from_iteration", e.From?.Iteration ?? 0);
    }

    private static void Started(Utf8JsonWriter json, ExperimentEvent.AttemptStarted e)
    {
        Who(json, e.Trial, e.Attempt);
        json.WriteString("node", e.Where.Node);
        json.WriteNumber("slot", e.Where.Slot);
        json.WriteNumber("from_iteration", e.From?.Iteration ?? 0);
        if (e.Where.Width > 1)
        {
            json.WriteNumber("slots", e.Where.Width);
        }
    }

    private static void Saved(Utf8JsonWriter json, ExperimentEvent.CheckpointSaved saved)
    {
        Who(json, saved.Trial, saved.Attempt);
        json.WriteNumber("iteration", saved.Checkpoint.Iteration);
        json.WriteString("digest", saved.Checkpoint.Digest);
        json.WriteNumber("bytes", saved.Checkpoint.Bytes);
    }

    private static void Lost(Utf8JsonWriter json, ExperimentEvent.CheckpointLost lost)
    {
        Who(json, lost.Trial, lost.Attempt);
        json.WriteNumber("iteration", lost.Checkpoint.Iteration);
        json.WriteString("digest", lost.Checkpoint.Digest);
        json.WriteNumber("instead", lost.Instead?.Iteration ?? 0);
        json.WriteString("why", lost.Why);
    }

    private static void Ended(Utf8JsonWriter json, ExperimentEvent.AttemptEnded e)
    {
        Who(json, e.Trial, e.Attempt);
        json.WriteString("outcome", e.Outcome.GetType().Name.ToLowerInvariant());
        if (e.Outcome is AttemptOutcome.Failed failed)
        {
            json.WriteString("kind", failed.Kind.ToString());
            json.WriteString("message", failed.Message);
            json.WriteString("log", failed.LogTail);
        }
        else if (e.Outcome is AttemptOutcome.Lost lost)
        {
            json.WriteString("message", lost.Why);
        }
    }

    private static void Config(Utf8JsonWriter json, TrialId trial, Configuration config)
    {
        json.WriteNumber("trial", trial.Number);
        json.WritePropertyName("config");
        JsonSerializer.Serialize(json, config);
    }

    private static void Who(Utf8JsonWriter json, TrialId trial, Attempt attempt)
    {
        json.WriteNumber("trial", trial.Number);
        json.WriteNumber("attempt", attempt.Number);
    }

    private static void WriteMetrics(Utf8JsonWriter json, MetricSet metrics)
    {
        json.WriteStartObject("metrics");
        foreach (var metric in metrics)
        {
            Number(json, metric.Name, metric.Value);
        }

        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Writes one line; the first member is the event's name.</summary>
    public void Line(string name, Action<Utf8JsonWriter> body)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("event", name);
            body(json);
            json.WriteEndObject();
        }

        lock (_gate)
        {
            output.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, checked((int)buffer.Length)));
            output.Write('\n');
            output.Flush();
        }
    }
}
