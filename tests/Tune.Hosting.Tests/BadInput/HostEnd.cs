using System.Text.Json;

namespace Tune.Hosting.Tests.BadInput;

/// <summary>How a program ended and what it said.</summary>
internal sealed record HostEnd(int Code, IReadOnlyList<string> Out, IReadOnlyList<string> Error)
{
    /// <summary>Standard output, read as the contract says: a JSON object with <c>event</c> on every line.</summary>
    public IReadOnlyList<JsonElement> Events => [.. Out.Select(line =>
    {
        var json = JsonDocument.Parse(line).RootElement;
        Assert.That(json.GetProperty("event").GetString(), Is.Not.Empty);
        return json;
    })];

    /// <summary>The last line of a run with <c>--json</c>.</summary>
    public JsonElement Done
    {
        get
        {
            var last = Events[^1];
            Assert.That(last.GetProperty("event").GetString(), Is.EqualTo("done"));
            return last;
        }
    }

    public string State => Done.GetProperty("state").GetString()!;

    /// <summary>Both streams, for a look at what was said.</summary>
    public string Said => string.Join('\n', Out.Concat(Error));

    public HostEnd Exits(int code)
    {
        Assert.That(Code, Is.EqualTo(code), Said);
        var error = string.Join('\n', Error);
        Assert.That(error, Does.Not.Contain("   at "), "Nobody should see a stack.");
        Assert.That(error, Does.Not.Contain("akka"), "Nobody should see what is inside.");
        return this;
    }
}
