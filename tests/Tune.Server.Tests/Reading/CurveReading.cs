using System.Buffers.Binary;
using System.Text;
using Tune.Client.Shapes;

namespace Tune.Server.Tests.Reading;

/// <summary>Reads curves by what is written about their form, and not by the code that writes them.</summary>
internal static class CurveReading
{
    public static IReadOnlyList<CurveItem> Of(byte[] bytes)
    {
        Assert.That(Encoding.ASCII.GetString(bytes, 0, 4), Is.EqualTo("TNC2"));
        var at = 12;
        var curves = new CurveItem[Int()];
        for (var i = 0; i < curves.Length; i++)
        {
            var (trial, length) = (Int(), Int());
            var metric = Encoding.UTF8.GetString(bytes, at, length);
            at += (length + 3) / 4 * 4;
            var points = Int();
            curves[i] = new CurveItem
            {
                Trial = trial,
                Metric = metric,
                Iterations = [.. Enumerable.Range(0, points).Select(_ => Int())],
                Values = [.. Enumerable.Range(0, points).Select(_ => Double())],
            };
        }

        Assert.That(at, Is.EqualTo(bytes.Length));
        return curves;

        double Double()
        {
            var value = BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at));
            at += 8;
            return value;
        }

        int Int()
        {
            var value = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
            at += 4;
            return value;
        }
    }
}
