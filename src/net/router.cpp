#include "stratum/net/router.hpp"

#include "stratum/base/result.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace stratum::net {

struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> plain;
    std::unique_ptr<Node> any;   ///< "{name}".
    std::unique_ptr<Node> rest;  ///< "{name*}".
    struct Leaf {
        std::size_t index;
        std::vector<std::string> names;  ///< Of what its pattern captures, in order.
    };
    std::map<Method, Leaf> leaves;
};

namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    if (!path.empty() && path.front() == '/') path.remove_prefix(1);
    return split(path, '/');
}

bool captures(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

void Router::add(Method method, std::string_view pattern, std::size_t index) {
    Node* node = root_.get();
    std::vector<std::string> names;
    for (const std::string_view segment : segments_of(pattern)) {
        STRATUM_CHECK(node != nullptr);
        std::unique_ptr<Node>* next = nullptr;
        if (captures(segment)) {
            const bool rest = segment[segment.size() - 2] == '*';
            names.emplace_back(segment.substr(1, segment.size() - (rest ? 3 : 2)));
            next = rest ? &node->rest : &node->any;
        } else {
            next = &node->plain[std::string{segment}];
        }
        if (!*next) *next = std::make_unique<Node>();
        node = next->get();
    }
    const bool added = node->leaves.try_emplace(method, Node::Leaf{index, std::move(names)}).second;
    STRATUM_CHECK(added);
}

Router::Match Router::find(Method method, std::string_view path) const {
    Match match;
    if (path.empty() || path.front() != '/') return match;
    const auto segments = segments_of(path);

    // Depth first, plain text before braces: the first leaf of the method wins; other methods are remembered.
    struct Walk {
        const std::vector<std::string_view>& segments;
        Method method;
        Match& match;
        std::vector<std::string> values{};

        bool leaf(const Node& node) {
            auto found = node.leaves.find(method);
            if (found == node.leaves.end() && method == Method::head) found = node.leaves.find(Method::get);
            if (found == node.leaves.end()) {
                for (const auto& [other, leaf] : node.leaves)
                    if (std::ranges::find(match.allowed, other) == match.allowed.end()) match.allowed.push_back(other);
                return false;
            }
            match.kind = Match::Kind::found;
            match.index = found->second.index;
            for (std::size_t i = 0; i < values.size(); ++i)
                match.captured.emplace_back(found->second.names[i], values[i]);
            return true;
        }

        bool from(const Node& node, std::size_t place) {
            if (place == segments.size()) return !node.leaves.empty() && leaf(node);
            const auto plain = node.plain.find(segments[place]);
            if (plain != node.plain.end() && from(*plain->second, place + 1)) return true;
            // A path with a route of its own is not answered by what takes anything, or the rest.
            if (!match.allowed.empty()) return false;
            if (node.any && !segments[place].empty()) {
                if (auto value = decode_percent(segments[place]); value && is_utf8(*value)) {
                    values.push_back(std::move(*value));
                    if (from(*node.any, place + 1)) return true;
                    values.pop_back();
                }
            }
            if (!node.rest || !match.allowed.empty()) return false;
            std::string all;
            for (std::size_t i = place; i < segments.size(); ++i) {
                const auto value = decode_percent(segments[i]);
                if (!value || !is_utf8(*value)) return false;
                all += (i == place ? "" : "/") + *value;
            }
            values.push_back(std::move(all));
            if (leaf(*node.rest)) return true;
            match.by_rest = true;
            values.pop_back();
            return false;
        }
    };
    Walk walk{segments, method, match};
    if (!walk.from(*root_, 0) && !match.allowed.empty()) match.kind = Match::Kind::no_method;
    return match;
}

}  // namespace stratum::net
