#include "simplex.h"

#include <stdlib.h>
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, FEW_CELLS = 64 };

static const uint32_t NONE = UINT32_MAX;

/* Nodes: givers first, then receivers. Each but the root hangs on its parent by one basic arc. */
struct node {
    int64_t potential;
    int64_t flow; /* on the arc to the parent, scaled */
    uint32_t parent;
    uint32_t first_child;
    uint32_t next; /* siblings */
    uint32_t previous;
    uint32_t depth;
};

struct tree {
    const struct simplex_problem *problem;
    struct node *nodes;
    uint32_t *stack;
    size_t count;
    int64_t scale;
};

static bool is_giver(const struct tree *tree, uint32_t node)
{
    return node < tree->problem->givers;
}

/* Cost of the arc between a giver and a receiver, in either order. */
static int64_t arc_cost(const struct tree *tree, uint32_t a, uint32_t b)
{
    uint32_t giver = a < b ? a : b;
    uint32_t receiver = (a < b ? b : a) - (uint32_t)tree->problem->givers;
    return tree->problem->costs[giver * tree->problem->receivers + receiver];
}

/* A few numbers are sorted sooner by insertion than the radix sort's counters are cleared. */
static void insert_cells(const int64_t *costs, size_t count, uint32_t *cells)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = i;
        for (; at > 0 && costs[cells[at - 1]] > costs[i]; at--)
            cells[at] = cells[at - 1];
        cells[at] = (uint32_t)i;
    }
}

uint32_t *simplex_sort_cells(const int64_t *costs, size_t count, uint32_t *cells, uint32_t *spare)
{
    int64_t greatest = 0;
    if (count <= FEW_CELLS) {
        insert_cells(costs, count, cells);
        return cells;
    }
    for (size_t i = 0; i < count; i++) {
        cells[i] = (uint32_t)i;
        greatest = costs[i] > greatest ? costs[i] : greatest;
    }
    for (int shift = 0; shift < 63 && greatest >> shift != 0; shift += DIGIT_BITS) {
        size_t starts[DIGITS + 1] = {0};
        for (size_t i = 0; i < count; i++)
            starts[((costs[i] >> shift) & (DIGITS - 1)) + 1]++;
        for (size_t digit = 1; digit <= DIGITS; digit++)
            starts[digit] += starts[digit - 1];
        for (size_t i = 0; i < count; i++)
            spare[starts[(costs[cells[i]] >> shift) & (DIGITS - 1)]++] = cells[i];
        uint32_t *sorted = spare;
        spare = cells;
        cells = sorted;
    }
    return cells;
}

/* A basic cell of the start. */
struct cell {
    uint32_t giver;
    uint32_t receiver;
    int64_t flow;
};

/* Cheapest cells first. A cell that exhausts both its row and its column closes only one of them, so that exactly
 * givers + receivers - 1 cells become basic and form a tree. left: what is still to be sent or received, used up. */
static void choose_start(const struct simplex_problem *problem, const uint32_t *cells, int64_t *left, bool *closed,
                         struct cell *basis)
{
    size_t basic = problem->givers + problem->receivers - 1;
    size_t rows = problem->givers;
    for (size_t i = 0, filled = 0; filled < basic; i++) {
        size_t giver = cells[i] / problem->receivers;
        size_t receiver = cells[i] % problem->receivers;
        size_t column = problem->givers + receiver;
        if (closed[giver] || closed[column])
            continue;
        int64_t flow = left[giver] < left[column] ? left[giver] : left[column];
        left[giver] -= flow;
        left[column] -= flow;
        bool row_ends = left[giver] == 0 && (left[column] > 0 || rows > 1);
        closed[row_ends ? giver : column] = true;
        rows -= row_ends;
        basis[filled++] = (struct cell){(uint32_t)giver, (uint32_t)receiver, flow};
    }
}

static void attach(struct tree *tree, uint32_t child, uint32_t parent)
{
    struct node *node = &tree->nodes[child];
    node->parent = parent;
    node->previous = NONE;
    node->next = tree->nodes[parent].first_child;
    if (node->next != NONE)
        tree->nodes[node->next].previous = child;
    tree->nodes[parent].first_child = child;
}

static void detach(struct tree *tree, uint32_t child)
{
    struct node *node = &tree->nodes[child];
    if (node->previous != NONE)
        tree->nodes[node->previous].next = node->next;
    else
        tree->nodes[node->parent].first_child = node->next;
    if (node->next != NONE)
        tree->nodes[node->next].previous = node->previous;
}

/* Depth and potential of a node from its parent: a basic arc's reduced cost, cost + p(giver) - p(receiver), is 0. */
static void settle(struct tree *tree, uint32_t node)
{
    uint32_t parent = tree->nodes[node].parent;
    int64_t cost = arc_cost(tree, node, parent);
    tree->nodes[node].depth = tree->nodes[parent].depth + 1;
    tree->nodes[node].potential = tree->nodes[parent].potential + (is_giver(tree, node) ? -cost : cost);
}

static void settle_subtree(struct tree *tree, uint32_t top)
{
    size_t waiting = 0;
    tree->stack[waiting++] = top;
    while (waiting > 0) {
        uint32_t node = tree->stack[--waiting];
        settle(tree, node);
        for (uint32_t child = tree->nodes[node].first_child; child != NONE; child = tree->nodes[child].next)
            tree->stack[waiting++] = child;
    }
}

/* Hangs the start's cells together from node 0: adjacency by linked half-edges, then a walk. */
static enum outcome hang_start(struct arena *arena, struct tree *tree, const struct cell *basis)
{
    size_t edges = tree->count - 1;
    uint32_t *first = ARENA_ARRAY(arena, tree->count, uint32_t);
    uint32_t *next = ARENA_ARRAY(arena, 2 * edges, uint32_t);
    if (first == NULL || next == NULL)
        return BROKEN;
    for (size_t i = 0; i < tree->count; i++) {
        first[i] = NONE;
        tree->nodes[i] = (struct node){.parent = NONE, .first_child = NONE, .next = NONE, .previous = NONE};
    }
    for (size_t e = 0; e < edges; e++) {
        uint32_t ends[2] = {basis[e].giver, basis[e].receiver + (uint32_t)tree->problem->givers};
        for (size_t side = 0; side < 2; side++) {
            next[2 * e + side] = first[ends[side]];
            first[ends[side]] = (uint32_t)(2 * e + side);
        }
    }
    size_t waiting = 0;
    tree->stack[waiting++] = 0;
    while (waiting > 0) {
        uint32_t node = tree->stack[--waiting];
        for (uint32_t half = first[node]; half != NONE; half = next[half]) {
            const struct cell *cell = &basis[half / 2];
            uint32_t other = half % 2 == 0 ? cell->receiver + (uint32_t)tree->problem->givers : cell->giver;
            if (other == tree->nodes[node].parent)
                continue;
            attach(tree, other, node);
            tree->nodes[other].flow = cell->flow;
            settle(tree, other);
            tree->stack[waiting++] = other;
        }
    }
    return OK;
}

static uint32_t meeting_point(const struct tree *tree, uint32_t a, uint32_t b)
{
    while (a != b) {
        uint32_t *deeper = tree->nodes[a].depth >= tree->nodes[b].depth ? &a : &b;
        *deeper = tree->nodes[*deeper].parent;
    }
    return a;
}

/* The arc that empties first on the way from an end of the entering arc to the meeting point. Arcs of nodes of the
 * end's own kind lose what the entering arc brings. */
static void find_leaving(const struct tree *tree, uint32_t end, uint32_t top, uint32_t *leaving, int64_t *least)
{
    bool side = is_giver(tree, end);
    for (uint32_t node = end; node != top; node = tree->nodes[node].parent) {
        if (is_giver(tree, node) == side && tree->nodes[node].flow < *least) {
            *least = tree->nodes[node].flow;
            *leaving = node;
        }
    }
}

static void shift_flow(struct tree *tree, uint32_t end, uint32_t top, int64_t amount)
{
    bool side = is_giver(tree, end);
    for (uint32_t node = end; node != top; node = tree->nodes[node].parent)
        tree->nodes[node].flow += is_giver(tree, node) == side ? -amount : amount;
}

/* Turns the way from the entering arc's inner end up to the leaving arc around, and hangs it on the outer end. */
static void rehang(struct tree *tree, uint32_t inner, uint32_t outer, uint32_t leaving, int64_t flow)
{
    uint32_t node = inner;
    uint32_t parent = outer;
    for (;;) {
        uint32_t above = tree->nodes[node].parent;
        int64_t old_flow = tree->nodes[node].flow;
        detach(tree, node);
        attach(tree, node, parent);
        tree->nodes[node].flow = flow;
        if (node == leaving)
            return;
        parent = node;
        flow = old_flow;
        node = above;
    }
}

static void pivot(struct tree *tree, uint32_t giver, uint32_t receiver)
{
    uint32_t top = meeting_point(tree, giver, receiver);
    uint32_t leaving = NONE;
    int64_t amount = INT64_MAX;
    find_leaving(tree, giver, top, &leaving, &amount);
    uint32_t on_giver_side = leaving;
    find_leaving(tree, receiver, top, &leaving, &amount);
    shift_flow(tree, giver, top, amount);
    shift_flow(tree, receiver, top, amount);
    uint32_t inner = leaving == on_giver_side ? giver : receiver;
    rehang(tree, inner, inner == giver ? receiver : giver, leaving, amount);
    settle_subtree(tree, inner);
}

/* Rows in turn, the best of each, until a whole round finds none. receivers: scratch for their potentials. */
static void improve(struct tree *tree)
{
    const struct simplex_problem *problem = tree->problem;
    size_t clean = 0;
    for (size_t row = 0; clean < problem->givers; row = row + 1 < problem->givers ? row + 1 : 0) {
        const int64_t *costs = &problem->costs[row * problem->receivers];
        const struct node *receivers = &tree->nodes[problem->givers];
        int64_t best = -tree->nodes[row].potential;
        size_t column = problem->receivers;
        for (size_t i = 0; i < problem->receivers; i++) {
            int64_t reduced = costs[i] - receivers[i].potential;
            if (reduced < best) {
                best = reduced;
                column = i;
            }
        }
        if (column < problem->receivers) {
            pivot(tree, (uint32_t)row, (uint32_t)(problem->givers + column));
            clean = 0;
        } else {
            clean++;
        }
    }
}

static int by_place(const void *a, const void *b)
{
    const struct simplex_arc *left = a;
    const struct simplex_arc *right = b;
    if (left->giver != right->giver)
        return left->giver > right->giver ? 1 : -1;
    return (left->receiver > right->receiver) - (left->receiver < right->receiver);
}

static size_t read_flows(const struct tree *tree, struct simplex_arc *ret_arcs)
{
    size_t count = 0;
    for (uint32_t node = 1; node < tree->count; node++) {
        int64_t flow = (tree->nodes[node].flow + tree->scale / 2) / tree->scale;
        uint32_t parent = tree->nodes[node].parent;
        uint32_t giver = node < parent ? node : parent;
        uint32_t receiver = (node < parent ? parent : node) - (uint32_t)tree->problem->givers;
        if (flow > 0)
            ret_arcs[count++] = (struct simplex_arc){.giver = giver, .receiver = receiver, .flow = flow};
    }
    qsort(ret_arcs, count, sizeof *ret_arcs, by_place);
    return count;
}

/* Scaled and perturbed supplies, then demands. */
static enum outcome perturb(const struct tree *tree, int64_t *left)
{
    const struct simplex_problem *problem = tree->problem;
    for (size_t i = 0; i < tree->count; i++) {
        bool gives = i < problem->givers;
        int64_t extra = gives ? 1 : i + 1 == tree->count ? (int64_t)problem->givers : 0;
        int64_t amount = gives ? problem->supplies[i] : problem->demands[i - problem->givers];
        if (__builtin_mul_overflow(amount, tree->scale, &left[i]) || __builtin_add_overflow(left[i], extra, &left[i]))
            return TOO_LARGE;
    }
    return OK;
}

static enum outcome solve(struct arena *arena, const struct simplex_problem *problem, struct simplex_arc *ret_arcs,
                          size_t *ret_count)
{
    size_t cells = problem->givers * problem->receivers;
    struct tree tree = {.problem = problem, .count = problem->givers + problem->receivers};
    if (cells >= NONE || tree.count >= NONE)
        return TOO_LARGE;
    tree.scale = 2 * (int64_t)problem->givers + 2;
    tree.nodes = ARENA_ARRAY(arena, tree.count, struct node);
    tree.stack = ARENA_ARRAY(arena, tree.count, uint32_t);
    uint32_t *order = ARENA_ARRAY(arena, cells, uint32_t);
    uint32_t *spare = ARENA_ARRAY(arena, cells, uint32_t);
    int64_t *left = ARENA_ARRAY(arena, tree.count, int64_t);
    bool *closed = ARENA_ARRAY(arena, tree.count, bool);
    struct cell *basis = ARENA_ARRAY(arena, tree.count, struct cell);
    if (tree.nodes == NULL || tree.stack == NULL || order == NULL || spare == NULL || left == NULL || closed == NULL ||
        basis == NULL)
        return BROKEN;
    for (size_t i = 0; i < cells; i++)
        if (problem->costs[i] > INT64_MAX / 4 / (int64_t)tree.count)
            return TOO_LARGE; /* potentials are sums of costs along a way */
    TRY(perturb(&tree, left));
    choose_start(problem, simplex_sort_cells(problem->costs, cells, order, spare), left, closed, basis);
    TRY(hang_start(arena, &tree, basis));
    improve(&tree);
    *ret_count = read_flows(&tree, ret_arcs);
    return OK;
}

enum outcome simplex_solve(struct arena *arena, const struct simplex_problem *problem, struct simplex_arc *ret_arcs,
                           size_t *ret_count)
{
    struct arena_mark mark = arena_mark(arena);
    enum outcome outcome = solve(arena, problem, ret_arcs, ret_count);
    arena_reset(arena, mark);
    return outcome;
}
