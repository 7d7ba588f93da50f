using Tune.Engine.Metrics;
using Tune.Engine.Ports;

namespace Tune.Clustering.Children.Frames;

/// <summary>
/// Packs reports for one direction of one line. A metric's name travels once; from then on its number stands for it.
/// </summary>
internal sealed class ReportCodec
{
    // Code that makes up a new name for every report must not fill the memory: later names always travel in full.
    private const int NamesMax = 4096;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    public void Write(FrameBuffer target, TrialReport report)
    {
        target.Number(report.Sequence);
        target.Number(report.Iteration);
        target.TextOrNull(report.CheckpointFolder);
        target.Number(report.Metrics.Count);
        for (var i = 0; i < report.Metrics.Count; i++)
        {
            var (name, value) = report.Metrics[i];
            if (_numbers.TryGetValue(name, out var number))
            {
                target.Number(number);
            }
            else
            {
                Introduce(target, name);
            }

            target.Real(value);
        }
    }

    public TrialReport Read(ReadOnlySpan<byte> content)
    {
        var reader = new FrameReader(content);
        var sequence = reader.Small();
        var iteration = reader.Small();
        var folder = reader.TextOrNull();
        var count = reader.Small();
        if (count is < 0 or > MetricSet.CountMax)
        {
            throw new FrameException($"A report announces {count} metrics; at most {MetricSet.CountMax} are allowed.");
        }

        var values = new MetricValue[count];
        for (var i = 0; i < count; i++)
        {
            var name = Name(ref reader);
            values[i] = new MetricValue(name, reader.Real());
        }

        return new TrialReport(sequence, iteration, MetricSet.Trusted(values), folder);
    }

    // 0 announces a name that stays without a number, the next free number one that gets it.
    private void Introduce(FrameBuffer target, string name)
    {
        if (_numbers.Count < NamesMax)
        {
            _numbers.Add(name, _numbers.Count + 1);
            target.Number(_numbers.Count);
        }
        else
        {
            target.Number(0);
        }

        target.Text(name);
    }

    private string Name(ref FrameReader reader)
    {
        var number = reader.Small();
        if (number > 0 && number <= _names.Count)
        {
            return _names[number - 1];
        }

        var name = reader.Text();
        if (number == _names.Count + 1 && number <= NamesMax)
        {
            _names.Add(name);
        }
        else if (number != 0)
        {
            throw new FrameException($"A report uses the metric number {number}, which stands for no name.");
        }

        return name;
    }
}
