namespace Tune.Architecture.Tests;

/// <summary>The two questions asked of a rule: does the repository keep it, does it notice a planted fault.</summary>
internal static class Findings
{
    public static void ShouldBeNone(this IEnumerable<Finding> findings)
    {
        var lines = findings.Select(finding => finding.ToString()).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (lines.Length > 0)
        {
            Assert.Fail(string.Join("\n", lines.Prepend($"{lines.Length} to mend:")));
        }
    }

    /// <summary>Exactly one finding, in the file where the fault was planted, whose sentence names it.</summary>
    public static void ShouldName(this IEnumerable<Finding> findings, string where, string what)
    {
        var found = findings.ToArray();
        Assert.That(found, Has.Length.EqualTo(1), string.Join("\n", found.AsEnumerable()));
        Assert.That(found[0].Where, Does.StartWith(where));
        Assert.That(found[0].What, Does.Contain(what));
    }
}
