using Tune.Engine.Experiments;
using Tune.Engine.Metrics;
using Tune.Engine.Spaces;

namespace Tune.Storage.TensorBoard;

/// <summary>The events that TensorBoard reads, as messages: scalars, and the three records of its hparams tab.
/// </summary>
internal static class EventText
{
    private const string Plugin = "hparams";
    private const string ExperimentTag = "_hparams_/experiment";
    private const string StartTag = "_hparams_/session_start_info";
    private const string EndTag = "_hparams_/session_end_info";

    // Field numbers of the messages, by what they are of.
    private const int EventTime = 1, EventStep = 2, EventVersion = 3, EventSummary = 5;
    private const int SummaryValue = 1, ValueTag = 1, ValueSimple = 2, ValueMetadata = 9;
    private const int MetadataPlugin = 1, PluginName = 1, PluginContent = 2;

    public static void Version(ProtoBytes to, Moment at)
    {
        to.Real(EventTime, Seconds(at));
        to.Text(EventVersion, "brain.Event:2");
    }

    public static void Scalars(ProtoBytes to, Moment at, long step, MetricSet metrics)
    {
        to.Real(EventTime, Seconds(at));
        to.Number(EventStep, step);
        to.Message(EventSummary, summary =>
        {
            foreach (var metric in metrics)
            {
                summary.Message(SummaryValue, value =>
                {
                    value.Text(ValueTag, metric.Name);
                    value.Single(ValueSimple, (float)metric.Value);
                });
            }
        });
    }

    /// <summary>What may vary and what is measured.</summary>
    public static void Experiment(
        ProtoBytes to, Moment created, IEnumerable<(string Name, ValueKind Kind)> parameters,
        IEnumerable<string> metrics) => Hparams(to, created, ExperimentTag, 2, data =>
    {
        data.Real(3, Seconds(created));
        foreach (var (name, kind) in parameters)
        {
            data.Message(4, info =>
            {
                info.Text(1, name);
                info.Number(4, kind switch
                {
                    ValueKind.Integer or ValueKind.Real => 3, ValueKind.Boolean => 2, _ => 1,
                });
            });
        }

        foreach (var metric in metrics)
        {
            data.Message(5, info => info.Message(1, name => name.Text(2, metric)));
        }
    });

    /// <summary>What a trial trained with.</summary>
    public static void Start(
        ProtoBytes to, Moment at, string group, IEnumerable<(string Name, ParameterValue Value, ValueKind Kind)> values)
        => Hparams(to, at, StartTag, 3, data =>
        {
            foreach (var (name, value, kind) in values)
            {
                data.Message(1, entry =>
                {
                    entry.Text(1, name);
                    entry.Message(2, held => Value(held, value, kind));
                });
            }

            data.Text(4, group);
            data.Real(5, Seconds(at));
        });

    /// <summary>How a trial ended.</summary>
    /// <param name="to">Where it is written.</param>
    /// <param name="at">When.</param>
    /// <param name="failed">Whether it broke; null for one that is not over.</param>
    public static void End(ProtoBytes to, Moment at, bool? failed) => Hparams(to, at, EndTag, 4, data =>
    {
        data.Number(1, failed switch { null => 3, true => 2, false => 1 });
        data.Real(2, Seconds(at));
    });

    private static void Hparams(ProtoBytes to, Moment at, string tag, int kind, Action<ProtoBytes> data)
    {
        to.Real(EventTime, Seconds(at));
        to.Message(EventSummary, summary => summary.Message(SummaryValue, value =>
        {
            value.Text(ValueTag, tag);
            value.Message(ValueMetadata, metadata => metadata.Message(MetadataPlugin, plugin =>
            {
                plugin.Text(PluginName, Plugin);
                plugin.Message(PluginContent, content => content.Message(kind, data));
            }));
        }));
    }

    // A column of TensorBoard's table holds values of one kind.
    private static void Value(ProtoBytes to, ParameterValue value, ValueKind kind)
    {
        switch (kind)
        {
            case ValueKind.Integer or ValueKind.Real when value.IsNumber:
                to.Real(2, value.AsReal());
                break;
            case ValueKind.Boolean when value.Kind == ValueKind.Boolean:
                to.Number(4, value.AsBoolean() ? 1 : 0);
                break;
            default:
                to.Text(3, value.ToString());
                break;
        }
    }

    private static double Seconds(Moment at) => (at.Utc - DateTime.UnixEpoch).TotalSeconds;
}
