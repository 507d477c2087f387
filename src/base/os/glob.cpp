#include "stratum/base/os/files.hpp"

namespace stratum {
namespace {

/// One [...] at `pattern[at]`; moves `at` behind it. A bracket that is never closed stands for itself.
bool matches_bracket(std::string_view pattern, std::size_t& at, char c) {
    std::size_t i = at + 1;
    const bool inverted = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
    if (inverted) ++i;
    bool found = false;
    for (const std::size_t first = i; i < pattern.size() && (pattern[i] != ']' || i == first); ++i) {
        if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
            found = found || (pattern[i] <= c && c <= pattern[i + 2]);
            i += 2;
        } else {
            found = found || pattern[i] == c;
        }
    }
    if (i >= pattern.size()) return pattern[at++] == c;
    at = i + 1;
    return found != inverted && c != '/';
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
    // Backtracks to the last star only, so that the time stays below pattern times text whatever the pattern. A star
    // that crosses slashes is remembered beside the one that does not.
    struct Star {
        std::size_t pattern = std::string_view::npos;
        std::size_t text = 0;
    };
    Star star;
    Star deep;
    std::size_t p = 0;
    std::size_t t = 0;
    for (;;) {
        if (p < pattern.size() && pattern[p] == '*') {
            const bool is_deep = p + 1 < pattern.size() && pattern[p + 1] == '*';
            while (p < pattern.size() && pattern[p] == '*') ++p;
            // "**/" may also stand for nothing: a/**/b matches a/b.
            (is_deep ? deep : star) = {p, t};
            if (is_deep) {
                star = {};
                if (p < pattern.size() && pattern[p] == '/' && (t == 0 || text[t - 1] == '/') &&
                    matches_glob(pattern.substr(p + 1), text.substr(t)))
                    return true;
            }
            continue;
        }
        if (p == pattern.size() && t == text.size()) return true;
        if (t < text.size() && p < pattern.size()) {
            std::size_t next = p + 1;
            bool same = false;
            if (pattern[p] == '?') {
                same = text[t] != '/';
            } else if (pattern[p] == '[') {
                next = p;
                same = matches_bracket(pattern, next, text[t]);
            } else if (pattern[p] == '\\' && p + 1 < pattern.size()) {
                same = pattern[p + 1] == text[t];
                next = p + 2;
            } else {
                same = pattern[p] == text[t];
            }
            if (same) {
                p = next;
                ++t;
                continue;
            }
        }
        if (star.pattern != std::string_view::npos && star.text < text.size() && text[star.text] != '/') {
            p = star.pattern;
            t = ++star.text;
        } else if (deep.pattern != std::string_view::npos && deep.text < text.size()) {
            star = {};
            p = deep.pattern;
            t = ++deep.text;
        } else {
            return false;
        }
    }
}

}  // namespace stratum
