using System.Collections.Immutable;
using System.Globalization;
using Tune.Engine.Experiments;
using Tune.Engine.Experiments.Acts;
using Tune.Engine.Metrics;

namespace Tune.Hosting;

/// <summary>An experiment that is asked for: like a template of the host's, or like one of the store's, with what shall
/// be otherwise. What is null is as it is there.</summary>
public sealed record SubmitOrder
{
    /// <summary>The tag that names the template an experiment was submitted as.</summary>
    public const string TemplateTag = "tune.template";

    /// <summary>The tag that names the experiment whose settings it has.</summary>
    public const string FromTag = "tune.from";

    /// <summary>The tag that says what was asked to be otherwise.</summary>
    public const string ChangesTag = "tune.changes";

    /// <summary>The tag with the key that it was submitted under.</summary>
    public const string KeyTag = "tune.key";

    private const string Own = "tune.";
    private const int WarmStartsMax = 20;

    /// <summary>The template; this or <see cref="From"/>.</summary>
    public string? Template { get; init; }

    /// <summary>An experiment of the store whose settings it has; this or <see cref="Template"/>.</summary>
    public string? From { get; init; }

    /// <summary>Its name, which no other experiment has; null for the name of what it is like, with a number.</summary>
    public string? Name { get; init; }

    /// <summary>How many trials, 1 or more.</summary>
    public int? Trials { get; init; }

    /// <summary>How long it may be active in all, above zero.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>The seed.</summary>
    public ulong? Seed { get; init; }

    /// <summary>How long a trial trains at most, in iterations, 1 or more: where its scheduler has such an option.
    /// </summary>
    public int? MaxIterations { get; init; }

    /// <summary>How many trials run at once at most, 1 or more.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>Which metric is optimised.</summary>
    public string? Metric { get; init; }

    /// <summary>Which end of it is good.</summary>
    public Mode? Mode { get; init; }

    /// <summary>Finished experiments to begin with; default what it is like has.</summary>
    public ImmutableArray<string> WarmStart
    {
        get;
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>Its tags; default none. Names that begin with <c>tune.</c> are ours.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = TagSet.Empty;

    /// <summary>Its note; null for none.</summary>
    public string? Note { get; init; }

    /// <summary>What it is shown as; null for its name.</summary>
    public string? Title { get; init; }

    /// <summary>What is wrong with it by itself, one sentence each, naming the field and what is allowed.</summary>
    public IEnumerable<string> Problems() => Problems(key: null);

    /// <summary>What is wrong with it if it is asked for under a key: that takes a tag of its own.</summary>
    internal IEnumerable<string> Problems(string? key)
    {
        if (Template is null == From is null)
        {
            yield return $"Template and From are both {(Template is null ? "absent" : "given")}; give one of them.";
        }

        if (Name is not null && !ExperimentSpec.IsName(Name))
        {
            yield return $"Name is '{Short(Name)}'; it must be 1 to {ExperimentSpec.NameLengthMax} letters, digits, "
                + "dots, underscores or dashes, neither beginning nor ending with a dot, or absent.";
        }

        foreach (var (field, number) in (IEnumerable<(string, int?)>)
            [(nameof(Trials), Trials), (nameof(MaxIterations), MaxIterations), (nameof(MaxConcurrent), MaxConcurrent)])
        {
            if (number is < 1)
            {
                yield return $"{field} is {number}; it must be 1 or more, or absent.";
            }
        }

        if (TimeBudget is { } budget && budget <= TimeSpan.Zero)
        {
            yield return $"TimeBudget is {budget}; it must be above zero, or absent.";
        }

        if (WarmStart.Length > WarmStartsMax)
        {
            yield return $"WarmStart names {WarmStart.Length} experiments; it may name up to {WarmStartsMax}.";
        }

        if (Tags.Keys.FirstOrDefault(IsOwn) is { } own)
        {
            yield return $"Tags has '{Short(own)}'; names that begin with '{Own}' are given by the program.";
        }

        foreach (var problem in Mark(key).Problems())
        {
            yield return problem;
        }
    }

    /// <summary>What is written about the experiment when it is made: so its lineage can be seen, and another order
    /// under the same key is told from this one.</summary>
    internal UserAct.Annotate Mark(string? key)
    {
        var tags = Tags;
        foreach (var (name, value) in (IEnumerable<(string, string?)>)
            [(TemplateTag, Template), (FromTag, From), (ChangesTag, Changes()), (KeyTag, key)])
        {
            tags = value is null ? tags : tags.SetItem(name, value);
        }

        return new UserAct.Annotate { Set = tags, Note = Note, Title = Title };
    }

    /// <summary>Whether a tag of that name is given by the program, and by nobody else.</summary>
    internal static bool IsOwn(string tag) => tag.StartsWith(Own, StringComparison.Ordinal);

    /// <summary>What is wrong with an act of a user that changes tags of the program; null if it changes none.
    /// </summary>
    internal static string? Forges(UserAct act) => act is not UserAct.Annotate annotate ? null
        : annotate.Set.Keys.FirstOrDefault(IsOwn) is { } set
            ? $"Set has '{Short(set)}'; names that begin with '{Own}' are given by the program."
        : annotate.Remove.FirstOrDefault(IsOwn) is { } removed
            ? $"Remove has '{Short(removed)}'; names that begin with '{Own}' are given by the program."
        : null;

    private string? Changes()
    {
        var changes = string.Join(' ', Changed().Where(each => each.Value is not null)
            .Select(each => $"{each.Field}={each.Value}"));
        return changes.Length == 0 ? null : changes;
    }

    private IEnumerable<(string Field, string? Value)> Changed() =>
    [
        ("trials", Text(Trials)), ("seed", Text(Seed)),
        ("time_budget", TimeBudget?.ToString("c", CultureInfo.InvariantCulture)),
        ("max_iterations", Text(MaxIterations)), ("max_concurrent", Text(MaxConcurrent)), ("metric", Metric),
        ("mode", Mode?.ToString()), ("warm_start", WarmStart.IsEmpty ? null : string.Join(',', WarmStart)),
    ];

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
