using System.Globalization;

namespace Tune.Server.Mlflow;

/// <summary>Names for runs that were given none: two words and a number, easier to speak of than an id.</summary>
internal static class RunTitle
{
    private static readonly string[] s_first =
    [
        "amber", "brave", "calm", "clear", "early", "fair", "gentle", "golden",
        "keen", "lively", "mild", "nimble", "quiet", "silver", "steady", "warm",
    ];

    private static readonly string[] s_second =
    [
        "badger", "beech", "crane", "dune", "falcon", "fjord", "heron", "island",
        "juniper", "lark", "maple", "otter", "pine", "river", "sparrow", "willow",
    ];

    /// <param name="id">32 hexadecimal digits of chance.</param>
    public static string Of(string id)
    {
        var chance = uint.Parse(id.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{s_first[chance % 16]}-{s_second[(chance >> 4) % 16]}-{(chance >> 8) % 1000}");
    }
}
