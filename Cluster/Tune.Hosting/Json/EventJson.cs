using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;

namespace Tune.Hosting.Json;

/// <summary>What happens in an experiment: the name and the members of each event that programs are told of.</summary>
internal static class EventJson
{
    /// <summary>The name of an event; null for those that are nobody's business but the engine's.</summary>
    public static string? NameOf(ExperimentEvent fact) => fact switch
    {
        ExperimentEvent.Reported => "report",
        ExperimentEvent.Decided { Decision: Decision.Continue } => null,
        ExperimentEvent.Decided => "decision",
        ExperimentEvent.TrialProposed => "trial",
        ExperimentEvent.AttemptStarted => "attempt",
        ExperimentEvent.AttemptEnded => "attempt_ended",
        ExperimentEvent.TrialEnded => "trial_ended",
        ExperimentEvent.TrialReopened => "trial_reopened",
        ExperimentEvent.CheckpointSaved => "checkpoint",
        ExperimentEvent.CheckpointLost => "checkpoint_lost",
        ExperimentEvent.MessageRefused => "refused",
        ExperimentEvent.Acted => "act",
        ExperimentEvent.Ended => "experiment_ended",
        _ => null,
    };

    /// <summary>The members of an event that has a name.</summary>
    public static void Write(Utf8JsonWriter json, ExperimentEvent fact)
    {
        switch (fact)
        {
            case ExperimentEvent.Reported e:
                Who(json, e.Trial, e.Attempt);
                json.WriteNumber("sequence", e.Sequence);
                json.WriteNumber("iteration", e.Iteration);
                json.Metrics(e.Metrics);
                break;
            case ExperimentEvent.Decided e:
                Who(json, e.Trial, e.Attempt);
                json.WriteNumber("iteration", e.Iteration);
                json.WriteString("decision", DecisionText.Word(e.Decision));
                json.WriteString("why", DecisionText.Why(e.Decision));
                break;
            case ExperimentEvent.TrialProposed e:
                Config(json, e.Trial, e.Config);
                break;
            case ExperimentEvent.AttemptStarted e:
                Started(json, e);
                break;
            case ExperimentEvent.AttemptEnded e:
                Ended(json, e);
                break;
            case ExperimentEvent.TrialEnded e:
                json.WriteNumber("trial", e.Trial.Number);
                json.WriteString("status", e.Status.ToString());
                json.WriteString("why", e.Why);
                break;
            case ExperimentEvent.TrialReopened e:
                Reopened(json, e);
                break;
            case ExperimentEvent.CheckpointSaved e:
                Saved(json, e);
                break;
            case ExperimentEvent.CheckpointLost e:
                Lost(json, e);
                break;
            case ExperimentEvent.MessageRefused e:
                Who(json, e.Trial, e.Attempt);
                json.WriteString("why", e.Why);
                break;
            case ExperimentEvent.Acted e:
                Acted(json, e);
                break;
            case ExperimentEvent.Ended e:
                json.WriteString("status", e.Status.ToString());
                json.WriteString("why", e.Why);
                break;
            default:
                throw new ArgumentException($"The event {fact.GetType().Name} has no JSON form.", nameof(fact));
        }
    }

    private static void Acted(Utf8JsonWriter json, ExperimentEvent.Acted e)
    {
        json.WriteString("who", e.By.Who);
        json.WriteString("via", e.By.Via);
        if (EventSubject.TrialOf(e.Act) is { } trial)
        {
            json.WriteNumber("trial", trial.Number);
        }

        json.WritePropertyName("detail");
        json.WriteRawValue(e.Act.ToJson());
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
}
