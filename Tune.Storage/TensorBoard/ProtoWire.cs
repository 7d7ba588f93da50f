namespace Tune.Storage.TensorBoard;

/// <summary>How the value of a field is written.</summary>
internal enum ProtoWire
{
    Varint = 0,
    Fixed64 = 1,
    Block = 2,
    Fixed32 = 5,
}
