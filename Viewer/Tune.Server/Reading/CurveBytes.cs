using System.Buffers.Binary;
using System.Text;
using Tune.Engine.Results;

namespace Tune.Server.Reading;

/// <summary>
/// Curves in few bytes, little-endian: the letters TNC2, the position (int64), how many curves (int32), then for each
/// its trial (int32), the length of its metric's name in bytes (int32), the name in UTF-8 padded to four, how many
/// points (int32), all iterations (int32) and all values (float64, as they were reported).
/// </summary>
internal static class CurveBytes
{
    public const string ContentType = "application/vnd.tunenet.curves";

    public static byte[] Of(CurvePage page)
    {
        var names = page.Curves.Select(curve => Encoding.UTF8.GetBytes(curve.Metric)).ToArray();
        var size = 16 + page.Curves.Zip(
            names, (curve, name) => 12 + Padded(name.Length) + (12 * curve.Points.Count)).Sum();
        var bytes = new byte[size];
        "TNC2"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4), page.Position);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), page.Curves.Count);
        var at = 16;
        for (var i = 0; i < names.Length; i++)
        {
            at = Write(bytes, at, page.Curves[i], names[i]);
        }

        return bytes;
    }

    private static int Write(byte[] bytes, int at, TrialCurve curve, byte[] name)
    {
        Int(curve.Trial.Number);
        Int(name.Length);
        name.CopyTo(bytes, at);
        at += Padded(name.Length);
        Int(curve.Points.Count);
        foreach (var point in curve.Points)
        {
            Int(point.Iteration);
        }

        foreach (var point in curve.Points)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), point.Value);
            at += 8;
        }

        return at;

        void Int(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
            at += 4;
        }
    }

    private static int Padded(int length) => (length + 3) & ~3;
}
