namespace Tune.Architecture.Tests.Api;

/// <summary>One of each shape the text must be able to show. Nested, so that the house rules see one type.</summary>
public static class ApiSamples
{
    public enum Colour
    {
        Red,
        Green = 4,
    }

    public delegate string? Painter(Colour colour);

    public interface ISurface<in T> : IDisposable
        where T : class
    {
        int Area { get; }

        void Paint(T colour, CancellationToken cancellation = default);
    }

    public readonly record struct Id(long Value)
    {
        public static Id First => new(1);

        public static bool operator <(Id left, Id right) => left.Value < right.Value;

        public static bool operator >(Id left, Id right) => left.Value > right.Value;
    }

    public abstract record Shape(string Name, Colour Colour = Colour.Green)
    {
        public required IReadOnlyList<string?> Notes { get; init; }

        public abstract double Size(in Id id, out int steps);

        protected virtual void Draw()
        {
        }
    }

    public sealed record Square(string Name, double Side) : Shape(Name)
    {
        public override double Size(in Id id, out int steps)
        {
            steps = 0;
            return Side * Side;
        }
    }

    public class Canvas(int width, string? title = null)
    {
        public const int Limit = 3;

        public static readonly string Unit = "px";

        public int Width { get; private set; } = width;

        public string? Title { get; set; } = title;

        internal int Hidden { get; set; }

        public (int, string) this[Id id] => (Width, Unit);

        public static T Pick<T>(params T[] items)
            where T : struct => items[0];
    }
}
