using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tune.Architecture.Tests.Style;

/// <summary>Whether the members of a type that need its lock held say so.</summary>
internal static class LockRule
{
    private const string Suffix = "NeedsLock";

    /// <summary>
    /// A private member that uses changing fields and is only ever called under a lock ends in NeedsLock; one that ends
    /// so is only called under a lock, or by others that do. A lock is a <c>lock</c> statement, or what comes between
    /// waiting for a semaphore and its release; not what is only begun there, for another thread. Constructors are
    /// alone with what they make.
    /// </summary>
    public static IEnumerable<Finding> Check(IEnumerable<SourceFile> files) => files
        .SelectMany(file => file.Unit.DescendantNodes().OfType<TypeDeclarationSyntax>().Select(type => (file, type)))
        .GroupBy(one => $"{FolderOf(one.file.Path)}/{NameOf(one.type)}")
        .SelectMany(parts => CheckType([.. parts]));

    private static IEnumerable<Finding> CheckType((SourceFile File, TypeDeclarationSyntax Type)[] parts)
    {
        var members = parts.SelectMany(part => part.Type.Members).ToArray();
        var changing = Changing(members);
        var methods = parts.SelectMany(part => part.Type.Members.OfType<MethodDeclarationSyntax>()
            .Select(method => (part.File, Method: method))).ToLookup(one => one.Method.Identifier.Text);
        var calls = members.SelectMany(member => CallsOf(member, methods)).ToLookup(call => call.Name);
        var held = new HashSet<string>(methods.Select(one => one.Key).Where(IsMarked), StringComparer.Ordinal);
        foreach (var call in held.SelectMany(name => calls[name]).Where(call => !call.IsLocked))
        {
            if (!call.IsAlone && !held.Contains(call.Caller))
            {
                var (file, _) = methods[call.Name].First();
                yield return new(
                    $"{file.Path}", $"{call.Name} is called by {call.Caller}, which does not hold the lock");
            }
        }

        foreach (var (file, method) in Unmarked(methods, calls, changing, held))
        {
            yield return new(file.At(method),
                $"{method.Identifier.Text} is only called while a lock is held: its name should end in {Suffix}");
        }
    }

    private static List<(SourceFile File, MethodDeclarationSyntax Method)> Unmarked(
        ILookup<string, (SourceFile File, MethodDeclarationSyntax Method)> methods, ILookup<string, Call> calls,
        HashSet<string> changing, HashSet<string> held)
    {
        var found = new List<(SourceFile, MethodDeclarationSyntax)>();
        var users = Users(methods, calls, changing);
        for (var before = -1; before < found.Count;)
        {
            before = found.Count;
            foreach (var group in methods.Where(one => !held.Contains(one.Key)))
            {
                var all = calls[group.Key].Where(call => !call.IsAlone && call.Caller != group.Key).ToArray();
                if (all.Length > 0 && all.All(call => !call.IsHandedOn && (call.IsLocked || held.Contains(call.Caller)))
                    && group.All(one => IsPrivate(one.Method)) && users.Contains(group.Key))
                {
                    held.Add(group.Key);
                    found.AddRange(group);
                }
            }
        }

        return found;
    }

    // Fields that are set again, or hold what changes, among them primary constructors' parameters.
    private static HashSet<string> Changing(MemberDeclarationSyntax[] members) =>
    [
        .. members.OfType<FieldDeclarationSyntax>()
            .Where(field => !field.Modifiers.Any(SyntaxKind.ConstKeyword)
                && !(field.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) && !IsCollection(field.Declaration.Type)))
            .SelectMany(field => field.Declaration.Variables).Select(variable => variable.Identifier.Text),
        .. members.OfType<PropertyDeclarationSyntax>()
            .Where(property => property.AccessorList?.Accessors.Any(accessor => accessor.Body is null
                && accessor.ExpressionBody is null && accessor.IsKind(SyntaxKind.SetAccessorDeclaration)) == true)
            .Select(property => property.Identifier.Text),
    ];

    private static bool IsCollection(TypeSyntax type) => type.ToString().Split('<')[0] is
        "List" or "Dictionary" or "HashSet" or "Queue" or "Stack" or "SortedDictionary" or "SortedSet" or "LinkedList"
        or "PriorityQueue" or "StringBuilder" or "SortedList";

    // Those that use what changes, themselves or by another member.
    private static HashSet<string> Users(
        ILookup<string, (SourceFile File, MethodDeclarationSyntax Method)> methods, ILookup<string, Call> calls,
        HashSet<string> changing)
    {
        var users = methods.Where(group => IsMarked(group.Key) || group.Any(one => one.Method.DescendantNodes()
                .OfType<IdentifierNameSyntax>().Any(name => changing.Contains(name.Identifier.Text))))
            .Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        for (var before = -1; before < users.Count;)
        {
            before = users.Count;
            users.UnionWith(users.SelectMany(name => calls[name]).Select(call => call.Caller).ToArray());
        }

        return users;
    }

    private static bool IsPrivate(MethodDeclarationSyntax method) => method.ExplicitInterfaceSpecifier is null
        && !method.Modifiers.Any(one => one.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword
            or SyntaxKind.ProtectedKeyword);

    private static IEnumerable<Call> CallsOf(
        MemberDeclarationSyntax member, ILookup<string, (SourceFile, MethodDeclarationSyntax)> methods) => member
        .DescendantNodes(node => node == member || node is not TypeDeclarationSyntax).OfType<IdentifierNameSyntax>()
        .Where(name => methods.Contains(name.Identifier.Text) && IsOwn(name))
        .Select(name => new Call(
            name.Identifier.Text, MemberName(member), IsLocked(name, member),
            IsAlone: member is ConstructorDeclarationSyntax, IsHandedOn: !IsInvoked(name)));

    // Not a member of something else that has the same name.
    private static bool IsOwn(IdentifierNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => access.Expression is ThisExpressionSyntax,
        MemberBindingExpressionSyntax or QualifiedNameSyntax or NameColonSyntax or NameEqualsSyntax => false,
        _ => true,
    };

    private static bool IsInvoked(IdentifierNameSyntax name) =>
        name.Parent is InvocationExpressionSyntax call && call.Expression == name
        || name.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax };

    private static bool IsLocked(SyntaxNode node, MemberDeclarationSyntax member)
    {
        for (var (at, inner) = (node.Parent, node); at is not null && inner != member; (at, inner) = (at.Parent, at))
        {
            switch (at)
            {
                case LockStatementSyntax held when held.Statement == inner:
                    // What is only begun there goes on without it.
                    return !node.ToString().EndsWith("Async", StringComparison.Ordinal);
                case ArgumentSyntax { Expression: LambdaExpressionSyntax, Parent.Parent: InvocationExpressionSyntax }
                    when at.Parent!.Parent is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax
                    {
                        Name.Identifier.Text: "Run" or "StartNew" or "Register" or "ContinueWith",
                    } }:
                    return false;
                case TryStatementSyntax { Finally: { } last } tried when tried.Block == inner && Releases(last):
                    return true;
            }
        }

        return false;
    }

    private static bool Releases(FinallyClauseSyntax last) => last.DescendantNodes()
        .OfType<MemberAccessExpressionSyntax>().Any(access => access.Name.Identifier.Text == "Release");

    private static string MemberName(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        _ => "",
    };

    private static bool IsMarked(string name) => name.EndsWith(Suffix, StringComparison.Ordinal)
        || name.EndsWith(Suffix + "Async", StringComparison.Ordinal);

    private static string FolderOf(string path) => path.Contains('/') ? path[..path.LastIndexOf('/')] : "";

    private static string NameOf(TypeDeclarationSyntax type) => string.Join('.', type.AncestorsAndSelf()
        .OfType<TypeDeclarationSyntax>().Reverse().Select(one => $"{one.Identifier.Text}`{one.Arity}"));

    /// <param name="Name">Which member.</param>
    /// <param name="Caller">Where.</param>
    /// <param name="IsLocked">Whether a lock is held there.</param>
    /// <param name="IsAlone">Whether nobody else can be there.</param>
    /// <param name="IsHandedOn">Whether it is not called but given to somebody to be called at any time.</param>
    private sealed record Call(string Name, string Caller, bool IsLocked, bool IsAlone, bool IsHandedOn);
}
