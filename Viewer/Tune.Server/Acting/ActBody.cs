using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Tune.Client;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Spaces;
using Tune.Engine.Trials;
using Tune.Server.Answers;

namespace Tune.Server.Acting;

/// <summary>Reads what is to be done from the body of a request.</summary>
internal static class ActBody
{
    private const double SecondsMax = 10 * 365.25 * 24 * 3600;

    private const int LettersMax = 8_000;

    // Of a field that is there twice somebody else may read the other one.
    private static readonly JsonSerializerOptions s_strict = new(TuneJson.Default.Options)
    {
        AllowDuplicateProperties = false,
    };

    /// <exception cref="ProblemException">The body is not what it should be.</exception>
    public static async Task<UserAct> AnnotateAsync(HttpContext context, int? trial)
    {
        var change = await ReadAsync(context, TuneJson.Default.AnnotateItem);
        if (change.Set.Any(tag => tag.Value is null))
        {
            throw Wrong("'set' must have a text for each tag; list those that are to go in 'remove'.");
        }

        if (change.Remove.Any(name => name is null))
        {
            throw Wrong("'remove' must be a list of names.");
        }

        return new UserAct.Annotate
        {
            Trial = trial is { } number ? new TrialId(number) : null,
            Set = change.Set.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Remove = [.. change.Remove],
            Note = change.Note,
            Title = change.Title,
        };
    }

    /// <exception cref="ProblemException">The body is not what it should be.</exception>
    public static async Task<UserAct> ExtendAsync(HttpContext context)
    {
        var more = await ReadAsync(context, TuneJson.Default.ExtendItem);
        return new UserAct.Extend
        {
            Trials = more.Trials,
            TimeBudget = more.TimeBudgetSeconds is { } seconds ? Seconds(seconds) : null,
        };
    }

    /// <exception cref="ProblemException">It is no time that an experiment can be active.</exception>
    public static TimeSpan Seconds(double seconds) => seconds is > 0 and <= SecondsMax
        ? TimeSpan.FromSeconds(seconds)
        : throw Wrong("'time_budget_seconds' must be above 0 and at most ten years.");

    /// <exception cref="ProblemException">The body is not what it should be.</exception>
    public static async Task<UserAct> EnqueueAsync(HttpContext context)
    {
        var next = await ReadAsync(context, TuneJson.Default.EnqueueItem);
        if (next.Config is null)
        {
            throw Wrong("'config' must be an object.");
        }

        // A space has no such values, and what refuses them says them back.
        if (next.Config.Any(given => given.Key.Length > LettersMax
            || given.Value.GetRawText().Length > LettersMax))
        {
            throw Wrong($"'config' has a name or a value of more than {LettersMax} characters.");
        }

        try
        {
            return new UserAct.Enqueue(Configuration.Of(
                [.. next.Config.Select(given => (given.Key, given.Value.Deserialize<ParameterValue>()))]));
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException or InvalidOperationException)
        {
            throw Wrong($"'config' is no configuration: {Problem.Quoted(wrong.Message)}");
        }
    }

    /// <exception cref="ProblemException">The body is no such object.</exception>
    public static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> form)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(
                context.Request.Body, (JsonTypeInfo<T>)s_strict.GetTypeInfo(form.Type), context.RequestAborted)
                ?? throw Wrong("The body must be a JSON object.");
        }
        catch (JsonException wrong)
        {
            throw Wrong($"The body is not what it should be, at '{Problem.Quoted(wrong.Path ?? "")}'.");
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw Broken();
        }
    }

    /// <summary>What a body is that comes in pieces whose lengths are none, or that ends before its end.</summary>
    public static ProblemException Broken() => Wrong("The body is not as long as it says.");

    /// <summary>Says what is wrong with a body.</summary>
    public static ProblemException Wrong(string detail) => new(400, "request", detail);
}
