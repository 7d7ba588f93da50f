using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol.Protocol;
using Tune.Cli.Shell;
using Tune.Client;

namespace Tune.Cli.Agents;

/// <summary>What a tool answers: never an exception, and never more than an agent can take in.</summary>
internal static class AgentAnswer
{
    private const int CharsMax = 200_000;

    /// <summary>Asks, and answers with what comes, or with a sentence that says why nothing does.</summary>
    public static async Task<CallToolResult> OfAsync(Func<Task<CallToolResult>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception problem) when (problem is TuneClientException or ArgumentException)
        {
            return Error(problem.Message);
        }
        catch (Exception problem) when (problem is not (OutOfMemoryException or OperationCanceledException))
        {
            return Error(CliGuard.Explain(problem).Message);
        }
    }

    /// <summary>A shape as JSON.</summary>
    public static CallToolResult Of<T>(T shape, JsonTypeInfo<T> form) => Of(JsonSerializer.Serialize(shape, form));

    /// <summary>A text.</summary>
    public static CallToolResult Of(string text) => text.Length <= CharsMax
        ? new CallToolResult { Content = [new TextContentBlock { Text = text }] }
        : Error($"The answer has {text.Length} characters; at most {CharsMax} are given. Ask for less: a smaller "
            + "'take', fewer trials, or a smaller 'width'.");

    /// <summary>A picture.</summary>
    public static CallToolResult OfPng(byte[] png, string title) => new()
    {
        Content = [new TextContentBlock { Text = title }, ImageContentBlock.FromBytes(png, "image/png")],
    };

    /// <summary>Why there is no answer.</summary>
    public static CallToolResult Error(string sentence) =>
        new() { IsError = true, Content = [new TextContentBlock { Text = sentence }] };
}
