using Microsoft.AspNetCore.Http;

namespace Tune.Server.Answers;

/// <summary>Reads the numbers of a query, with what is allowed.</summary>
internal static class Bounds
{
    public static int Skip(int? skip) => Within("skip", skip ?? 0, 0, int.MaxValue);

    public static int Take(int? take, int usual, int most) => Within("take", take ?? usual, 1, most);

    /// <exception cref="BadHttpRequestException">The number is outside.</exception>
    public static int Within(string field, int value, int least, int most) => value >= least && value <= most
        ? value
        : throw new BadHttpRequestException(
            $"'{field}' is {value}; it may be {least} to {(most == int.MaxValue ? "any number above" : most)}.");
}
