using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbook.Scripting;

/// <summary>What a lambda with an expression body turns into.</summary>
internal enum LambdaShape
{
    /// <summary>An expression tree, or nothing the compiler understands: left alone.</summary>
    Untouchable,

    /// <summary>A delegate that returns the expression.</summary>
    Returns,

    /// <summary>A delegate that only evaluates it.</summary>
    Evaluates,
}

/// <summary>Makes a cell's code interruptible: <see cref="Interruption.Poll"/> at the start of every loop's and
/// lambda's body, <see cref="Interruption.Of(Task)"/> around every awaited expression. Not within <c>catch</c> and
/// <c>finally</c>, which clean up after an interruption. No line moves, and columns matter only to compiler errors,
/// which
/// are reported on the text as written.</summary>
/// <param name="shapeOf">Says what a lambda with an expression body turns into.</param>
internal sealed class InterruptRewriter(Func<LambdaExpressionSyntax, LambdaShape> shapeOf) : CSharpSyntaxRewriter
{
    private static readonly ExpressionSyntax Of =
        SyntaxFactory.ParseExpression("global::Workbook.Scripting.Interruption.Of");

    private static readonly StatementSyntax Poll =
        SyntaxFactory.ParseStatement("global::Workbook.Scripting.Interruption.Poll();");

    /// <summary>Rewrites a tree.</summary>
    /// <param name="tree">The tree of a cell.</param>
    /// <param name="model">Gives its semantic model; asked only where there are lambdas with an expression
    /// body.</param>
    /// <returns>The new tree, or the same one where there is nothing to rewrite.</returns>
    public static SyntaxTree Rewrite(SyntaxTree tree, Func<SemanticModel> model)
    {
        var root = tree.GetRoot();
        var known = new Lazy<SemanticModel>(model);
        var rewritten = new InterruptRewriter(lambda => ShapeOf(lambda, known.Value)).Visit(root);
        return ReferenceEquals(root, rewritten) ? tree : CSharpSyntaxTree.Create(
            (CSharpSyntaxNode)rewritten, (CSharpParseOptions)tree.Options, tree.FilePath, tree.Encoding);
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        Polling(node, (LambdaExpressionSyntax)base.VisitSimpleLambdaExpression(node)!);

    /// <inheritdoc/>
    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        Polling(node, (LambdaExpressionSyntax)base.VisitParenthesizedLambdaExpression(node)!);

    /// <inheritdoc/>
    public override SyntaxNode? VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        if (node.Expression.IsMissing) return node;
        var awaited = (ExpressionSyntax)Visit(node.Expression);
        var argument = SyntaxFactory.Argument(awaited.WithoutTrivia());
        var call = SyntaxFactory.InvocationExpression(
            Of, SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(argument)));
        return node.WithExpression(call.WithTriviaFrom(awaited));
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node) =>
        node.WithStatement(Polling(node.Statement));

    /// <inheritdoc/>
    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node) => node.WithStatement(Polling(node.Statement));

    /// <inheritdoc/>
    public override SyntaxNode? VisitForStatement(ForStatementSyntax node) =>
        node.WithStatement(Polling(node.Statement));

    /// <inheritdoc/>
    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node) =>
        ((ForEachStatementSyntax)node.WithExpression((ExpressionSyntax)Visit(node.Expression)))
            .WithStatement(Polling(node.Statement));

    /// <inheritdoc/>
    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node) =>
        node.WithExpression((ExpressionSyntax)Visit(node.Expression)).WithStatement(Polling(node.Statement));

    /// <inheritdoc/>
    public override SyntaxNode? VisitCatchClause(CatchClauseSyntax node) => node;

    /// <inheritdoc/>
    public override SyntaxNode? VisitFinallyClause(FinallyClauseSyntax node) => node;

    private StatementSyntax Polling(StatementSyntax body)
    {
        var visited = (StatementSyntax)Visit(body);
        return visited is BlockSyntax block
            ? WithPoll(block)
            : SyntaxFactory.Block(Poll, visited);
    }

    private SyntaxNode Polling(LambdaExpressionSyntax written, LambdaExpressionSyntax visited)
    {
        if (visited.Block is { } block) return visited.WithBlock(WithPoll(block));
        var body = visited.ExpressionBody!.WithoutTrailingTrivia();
        var shape = body.IsMissing || body is ThrowExpressionSyntax ? LambdaShape.Untouchable : shapeOf(written);
        StatementSyntax? statement = shape switch
        {
            LambdaShape.Returns => SyntaxFactory.ReturnStatement(
                SyntaxFactory.Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(SyntaxFactory.Space), body,
                SyntaxFactory.Token(SyntaxKind.SemicolonToken)),
            LambdaShape.Evaluates => SyntaxFactory.ExpressionStatement(body),
            _ => null,
        };
        if (statement is null) return visited;
        var turned =
            SyntaxFactory.Block(Poll, statement).WithTrailingTrivia(visited.ExpressionBody!.GetTrailingTrivia());
        return visited.WithExpressionBody(null).WithBlock(turned);
    }

    private static BlockSyntax WithPoll(BlockSyntax block) =>
        block.WithStatements(block.Statements.Insert(0, Poll));

    private static LambdaShape ShapeOf(LambdaExpressionSyntax lambda, SemanticModel model)
    {
        if (model.GetTypeInfo(lambda).ConvertedType is not INamedTypeSymbol { DelegateInvokeMethod: { } invoke })
            return LambdaShape.Untouchable;
        var body = lambda.ExpressionBody!;
        var type = model.GetTypeInfo(body).Type;
        if (invoke.ReturnsVoid || type?.SpecialType == SpecialType.System_Void) return LambdaShape.Evaluates;
        var awaitsNothing = lambda.AsyncKeyword != default && invoke.ReturnType is INamedTypeSymbol { Arity: 0 };
        return invoke.ReturnsByRef || invoke.ReturnsByRefReadonly ? LambdaShape.Untouchable
            : awaitsNothing ? LambdaShape.Evaluates : LambdaShape.Returns;
    }
}
