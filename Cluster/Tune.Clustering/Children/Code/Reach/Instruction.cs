using System.Reflection.Emit;

namespace Tune.Clustering.Children.Code.Reach;

/// <summary>One instruction of a compiled method.</summary>
/// <param name="Code">What it does.</param>
/// <param name="Token">The type, method or field it does that with; 0 if none.</param>
internal readonly record struct Instruction(OpCode Code, int Token)
{
    private const byte Prefix = 0xFE;

    private static readonly OpCode[] s_short = Table(length: 1);
    private static readonly OpCode[] s_long = Table(length: 2);

    /// <summary>The instructions of a method's body, in order; up to the first that is not known.</summary>
    public static List<Instruction> Read(byte[] body)
    {
        var all = new List<Instruction>();
        for (var at = 0; at < body.Length;)
        {
            var isLong = body[at] == Prefix && at + 1 < body.Length;
            var code = isLong ? s_long[body[at + 1]] : s_short[body[at]];
            if (code.Name is null)
            {
                return all;
            }

            at += isLong ? 2 : 1;
            var isToken = code.OperandType is OperandType.InlineField or OperandType.InlineMethod
                or OperandType.InlineType or OperandType.InlineTok;
            all.Add(new Instruction(code, isToken ? BitConverter.ToInt32(body, at) : 0));
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
                _ => 4,
            };
        }

        return all;
    }

    private static OpCode[] Table(int length)
    {
        var table = new OpCode[256];
        foreach (var field in typeof(OpCodes).GetFields())
        {
            if (field.GetValue(null) is OpCode code && code.Size == length)
            {
                table[code.Value & 0xFF] = code;
            }
        }

        return table;
    }
}
