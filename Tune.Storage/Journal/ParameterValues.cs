using Tune.Bytes;
using Tune.Engine.Spaces;

namespace Tune.Storage.Journal;

/// <summary>The values of a configuration as bytes: one of the kind, then the value.</summary>
internal static class ParameterValues
{
    private const byte Real = 1;
    private const byte Integer = 2;
    private const byte Text = 3;
    private const byte False = 4;
    private const byte True = 5;
    private const byte Null = 6;

    public static void Write(ParameterValue value, ByteWriter to)
    {
        switch (value.Kind)
        {
            case ValueKind.Real:
                to.Byte(Real);
                to.Fixed(value.AsReal());
                break;
            case ValueKind.Integer:
                to.Byte(Integer);
                to.ZigZag(value.AsInteger());
                break;
            case ValueKind.Text:
                to.Byte(Text);
                to.Text(value.AsText());
                break;
            case ValueKind.Boolean:
                to.Byte(value.AsBoolean() ? True : False);
                break;
            case ValueKind.Null:
                to.Byte(Null);
                break;
            default:
                throw new ArgumentException($"The journal has no form for a value of kind {value.Kind}.");
        }
    }

    public static ParameterValue Read(ref ByteReader from)
    {
        var kind = from.Byte();
        switch (kind)
        {
            case Real:
                var real = from.Double();
                return double.IsFinite(real)
                    ? ParameterValue.Real(real)
                    : throw new InvalidDataException("a parameter is not finite");
            case Integer:
                return ParameterValue.Integer(from.ZigZag());
            case Text:
                return ParameterValue.Text(from.Text());
            case False or True:
                return ParameterValue.Boolean(kind == True);
            case Null:
                return ParameterValue.Null;
            default:
                throw new InvalidDataException($"a parameter of kind {kind} is not known");
        }
    }
}
