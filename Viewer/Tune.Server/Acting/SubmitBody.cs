using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Tune.Client;
using Tune.Client.Shapes;
using Tune.Engine.Metrics;
using Tune.Hosting;
using Tune.Server.Answers;

namespace Tune.Server.Acting;

/// <summary>An order, in the shape that clients send.</summary>
internal static class SubmitBody
{
    /// <exception cref="ProblemException">The body is not what it should be; the message names the field.</exception>
    public static async Task<SubmitOrder> ReadAsync(HttpContext context)
    {
        var item = await ActBody.ReadAsync(context, TuneJson.Default.SubmitItem);
        if (item.Tags.Any(tag => tag.Value is null))
        {
            throw ActBody.Wrong("'tags' must have a text for each tag.");
        }

        if (item.WarmStart.Any(name => name is null))
        {
            throw ActBody.Wrong("'warm_start' must be a list of names of experiments.");
        }

        return new SubmitOrder
        {
            Template = item.Template,
            From = item.From,
            Name = item.Name,
            Trials = item.Trials,
            TimeBudget = item.TimeBudgetSeconds is { } seconds ? ActBody.Seconds(seconds) : null,
            Seed = item.Seed,
            MaxIterations = item.MaxIterations,
            MaxConcurrent = item.MaxConcurrent,
            Metric = item.Metric,
            Mode = ModeOf(item.Mode),
            WarmStart = [.. item.WarmStart],
            Tags = item.Tags.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Note = item.Note,
            Title = item.Title,
        };
    }

    /// <summary>The other way round, for who asks another program.</summary>
    public static SubmitItem Of(SubmitOrder order) => new()
    {
        Template = order.Template,
        From = order.From,
        Name = order.Name,
        Trials = order.Trials,
        TimeBudgetSeconds = order.TimeBudget?.TotalSeconds,
        Seed = order.Seed,
        MaxIterations = order.MaxIterations,
        MaxConcurrent = order.MaxConcurrent,
        Metric = order.Metric,
        Mode = order.Mode?.ToString(),
        WarmStart = [.. order.WarmStart],
        Tags = order.Tags,
        Note = order.Note,
        Title = order.Title,
    };

    private static Mode? ModeOf(string? word) => word switch
    {
        null => null,
        "Min" or "min" => Mode.Min,
        "Max" or "max" => Mode.Max,
        _ => throw ActBody.Wrong("'mode' may be Min or Max."),
    };
}
