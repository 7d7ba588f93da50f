using System.Text.Json;

namespace Tune.Client.Shapes;

/// <summary>What a webhook is sent.</summary>
public sealed record WebhookPayload
{
    /// <summary>The id of the first event, also in the header <c>Tune-Event-Id</c>; the same when it is sent again.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Which experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>What has happened, in order; 1 to 100.</summary>
    public required IReadOnlyList<WebhookEvent> Events { get; init; }
}

/// <summary>One event; what does not belong to its kind is null.</summary>
public sealed record WebhookEvent
{
    /// <summary>The same whenever this event is sent: the experiment's name, a colon and the position.</summary>
    public required string Id { get; init; }

    /// <summary>The kind: attempt, report, decision, trial_ended or experiment_ended.</summary>
    public required string Event { get; init; }

    /// <summary>Its place in the experiment's journal; rises.</summary>
    public required long Position { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTime AtUtc { get; init; }

    /// <summary>Which trial.</summary>
    public int? Trial { get; init; }

    /// <summary>Which attempt, counted from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>Units of training done.</summary>
    public int? Iteration { get; init; }

    /// <summary>As reported.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }

    /// <summary>pause, stop or clone.</summary>
    public string? Decision { get; init; }

    /// <summary>How the trial or the experiment ended.</summary>
    public string? Status { get; init; }

    /// <summary>The reason, for people.</summary>
    public string? Why { get; init; }

    /// <summary>The node that runs the attempt.</summary>
    public string? Node { get; init; }

    /// <summary>The objective, at the end of an experiment.</summary>
    public string? Metric { get; init; }

    /// <summary>How many trials there were, at the end of an experiment.</summary>
    public int? Trials { get; init; }

    /// <summary>The best result, at the end of an experiment that has one.</summary>
    public WebhookBest? Best { get; init; }

    /// <summary>The members that were left out because the event was too long for a request; null if it is
    /// whole.</summary>
    public IReadOnlyList<string>? Cut { get; init; }
}

/// <summary>The best result of an experiment.</summary>
public sealed record WebhookBest
{
    /// <summary>Which trial.</summary>
    public required int Trial { get; init; }

    /// <summary>Its value.</summary>
    public required double Value { get; init; }

    /// <summary>When it was reported.</summary>
    public required int Iteration { get; init; }

    /// <summary>What it was trained with.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Config { get; init; }
}
