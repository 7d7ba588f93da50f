namespace Tune.Engine.Spaces;

/// <summary>A logarithmic scale between two positive numbers that is exact at both ends.</summary>
internal readonly struct LogScale
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _range;

    public LogScale(double low, double high)
    {
        (_low, _high) = (low, high);
        var ratio = high / low;
        _range = double.IsFinite(ratio) ? Math.Log(ratio) : Math.Log(high) - Math.Log(low);
    }

    public double At(double unit) =>
        unit >= 1 ? _high : Math.Clamp(_range < 700 ? _low * Math.Exp(unit * _range) : Wide(unit), _low, _high);

    public double Locate(double value)
    {
        var ratio = value / _low;
        var log = double.IsFinite(ratio) ? Math.Log(ratio) : Math.Log(value) - Math.Log(_low);
        return Math.Clamp(log / _range, 0, 1);
    }

    // e^709 is the largest double: a wider range is crossed in two factors.
    private double Wide(double unit)
    {
        var half = Math.Exp(unit * _range / 2);
        return _low * half * half;
    }
}
