using System.Globalization;
using System.Text;

namespace Tune.Engine.Experiments.Acts;

/// <summary>What is wrong with acts, whatever they are done to.</summary>
internal static class ActProblems
{
    public static IEnumerable<string> Of(UserAct.Extend extend)
    {
        if (extend is { Trials: null, TimeBudget: null })
        {
            yield return "Trials and TimeBudget are both absent; give one of them.";
        }

        if (extend.Trials is < 1)
        {
            yield return $"Trials is {extend.Trials}; it must be 1 or more, or absent.";
        }

        if (extend.TimeBudget is { } budget && budget <= TimeSpan.Zero)
        {
            yield return $"TimeBudget is {budget}; it must be above zero, or absent.";
        }
    }

    public static IEnumerable<string> Of(UserAct.Annotate annotate)
    {
        if (annotate is { Set.IsEmpty: true, Remove.IsEmpty: true, Note: null, Title: null })
        {
            yield return "There is nothing to change: give Set, Remove, Note or Title.";
        }

        if (annotate is { Trial: not null, Title: not null })
        {
            yield return "Title is given for a trial; only experiments have one.";
        }

        if (annotate.Title is { } title
            && Wrong(title, "Title", UserAct.Annotate.TitleLengthMax, mayBeEmpty: true) is { } titleProblem)
        {
            yield return titleProblem;
        }

        if (annotate.Note is { } note && (Encoding.UTF8.GetByteCount(note) > UserAct.Annotate.NoteBytesMax
            || !IsWhole(note)))
        {
            yield return "Note has " + Encoding.UTF8.GetByteCount(note).ToString("N0", CultureInfo.InvariantCulture)
                + " bytes of UTF-8; allowed are at most 65,536 of well-formed text.";
        }

        foreach (var problem in TagProblems(annotate))
        {
            yield return problem;
        }
    }

    public static IEnumerable<string> Of(ActedBy by)
    {
        if (Wrong(by.Who, "Who", ActedBy.LengthMax, mayBeEmpty: false) is { } who)
        {
            yield return who;
        }

        if (Wrong(by.Via, "Via", ActedBy.LengthMax, mayBeEmpty: false) is { } via)
        {
            yield return via;
        }

        if (by.Key is { } key && Wrong(key, "Key", ActedBy.LengthMax, mayBeEmpty: false) is { } problem)
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> TagProblems(UserAct.Annotate annotate)
    {
        if (annotate.Set.Count > UserAct.Annotate.TagsMax)
        {
            yield return $"Set has {annotate.Set.Count} tags; at most {UserAct.Annotate.TagsMax} are allowed.";
            yield break;
        }

        if (annotate.Remove.Length > UserAct.Annotate.TagsMax)
        {
            yield return $"Remove has {annotate.Remove.Length} names; at most {UserAct.Annotate.TagsMax} are allowed.";
            yield break;
        }

        var length = annotate.Set.Sum(tag => (long)tag.Key.Length + (tag.Value?.Length ?? 0));
        if (length > UserAct.Annotate.TagsLengthMax)
        {
            yield return $"All tags together have {length} characters; allowed are at most "
                + $"{UserAct.Annotate.TagsLengthMax}.";
            yield break;
        }

        foreach (var name in annotate.Set.Keys.Concat(annotate.Remove))
        {
            if (Wrong(name, "The name of a tag", UserAct.Annotate.NameLengthMax, mayBeEmpty: false) is { } problem)
            {
                yield return problem;
            }
        }

        foreach (var (name, value) in annotate.Set)
        {
            if (value is null || value.Length > UserAct.Annotate.ValueLengthMax || !IsWhole(value))
            {
                yield return $"The tag '{Start(name)}' has a value of {value?.Length ?? 0} characters; allowed are "
                    + "at most 8,000 of well-formed text.";
            }

            if (annotate.Remove.Contains(name))
            {
                yield return $"The tag '{Start(name)}' is in Set and in Remove; it can be in one of them.";
            }
        }
    }

    private static string? Wrong(string? text, string field, int most, bool mayBeEmpty) =>
        text is null || (text.Length == 0 && !mayBeEmpty) || text.Length > most || text.Any(char.IsControl)
            || !IsWhole(text)
            ? $"{field} is '{Start(text)}', of {text?.Length ?? 0} characters; allowed are "
                + $"{(mayBeEmpty ? 0 : 1)} to {most} characters, none of them a control character."
            : null;

    // Half a pair of surrogates comes back from UTF-8 as something else.
    private static bool IsWhole(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }

    private static string Start(string? text)
    {
        const int most = 60;
        var start = text is { Length: > most } ? text[..most] + "…" : text ?? "";
        return string.Concat(start.Select(letter =>
            char.IsControl(letter) || char.IsSurrogate(letter) ? '\uFFFD' : letter));
    }
}
