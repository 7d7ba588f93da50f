using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Results;
using Tune.Hosting.Json;
using Tune.Hosting.Observing;

namespace Tune.Cli.Output;

/// <summary>One JSON object per line on standard output: the contract for scripts. Numbers that JSON cannot hold are
/// written as the strings "NaN", "Infinity" and "-Infinity".</summary>
internal sealed class JsonLines(TextWriter output)
{
    // Nobody puts these lines into a web page: apostrophes and letters beyond ASCII stay what they are.
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Lock _gate = new();

    public void Started(string experiment, string store, SweepSnapshot before) =>
        Line("started", json => SweepJson.WriteStart(json, experiment, store, before));

    public void Notice(string message) => Line("notice", json => json.WriteString("message", message));

    public void Error(string message) => Line("error", json => json.WriteString("message", message));

    /// <summary>The last line of a run.</summary>
    public void Done(string experiment, SweepSnapshot end, TimeSpan elapsed, string? state = null) =>
        Line("done", json => SweepJson.WriteEnd(json, experiment, end, elapsed, state));

    public void Event(ExperimentEvent fact)
    {
        if (EventJson.NameOf(fact) is { } name)
        {
            Line(name, json => EventJson.Write(json, fact));
        }
    }

    public void Experiment(ExperimentSummary experiment) =>
        Line("experiment", json => ExperimentJson.Write(json, experiment));

    public void Trial(ExperimentSpec spec, TrialSummary trial) =>
        Line("trial", json => TrialJson.Write(json, spec, trial));

    public void Configuration(string kind, Objective objective, ConfigurationSummary configuration) =>
        Line(kind, json => TrialJson.Write(json, objective, configuration));

    /// <summary>Writes one line; the first member is the event's name.</summary>
    public void Line(string name, Action<Utf8JsonWriter> body)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("event", name);
            body(json);
            json.WriteEndObject();
        }

        lock (_gate)
        {
            output.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, checked((int)buffer.Length)));
            output.Write('\n');
            output.Flush();
        }
    }
}
