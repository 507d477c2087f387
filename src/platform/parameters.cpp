#include "parameters.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>

namespace stratum::platform {
namespace {

constexpr std::size_t kMostTold = 10;

std::size_t characters_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

/// What is wrong with a value's length; empty when nothing is.
std::string wrong_length(const Parameter& parameter, std::string_view value) {
    if (value.empty() && parameter.least > 0) return "must not be empty";
    // A character has a byte at least, so that nothing long is counted for nothing.
    if (value.size() > parameter.most && characters_of(value) > parameter.most)
        return "must have at most " + std::to_string(parameter.most) + " characters";
    if (characters_of(value) < parameter.least)
        return "must have at least " + std::to_string(parameter.least) + " characters";
    return {};
}

std::string hint_of(const Route& route) {
    if (route.query.empty()) return "nothing may stand behind the ? here";
    std::string known;
    for (const Parameter& parameter : route.query) known.append(known.empty() ? "" : ", ").append(parameter.name);
    return "there are: " + known;
}

}  // namespace

std::vector<Parameter> paged(std::vector<Parameter> own) {
    own.push_back({"limit"});
    own.push_back({"cursor", 1, 1024});
    return own;
}

Answer with_misfits(Answer answer, const Call& call) {
    const auto* failure = std::get_if<Error>(&answer.get());
    if (failure == nullptr || failure->code != ErrorCode::invalid_argument || call.misfits.empty()) return answer;
    Problem refused = problem_of(*failure, true);
    for (const auto& [pointer, error] : call.misfits) refused.errors.push_back({pointer, error.message});
    return refused;
}

std::optional<Problem> refused_query(const Route& route, const net::Query& query) {
    std::vector<Problem::Place> wrong;
    bool unknown = false;
    const auto& all = query.all();
    for (auto at = all.begin(); at != all.end() && wrong.size() < kMostTold; ++at) {
        const auto& [name, value] = *at;
        const auto known = std::ranges::find(route.query, name, &Parameter::name);
        if (known == route.query.end()) {
            if (route.further_query) continue;
            unknown = true;
            wrong.push_back({valid_utf8(name.substr(0, 100)), "is no parameter of this operation"});
        } else if (std::any_of(all.begin(), at, [&](const auto& before) { return before.first == name; })) {
            wrong.push_back({name, "must be given once only"});
        } else if (std::string what = wrong_length(*known, value); !what.empty()) {
            wrong.push_back({name, std::move(what)});
        }
    }
    if (wrong.empty()) return {};
    auto refused =
        problem(400, "invalid_argument", "the parameter " + wrong.front().pointer + " " + wrong.front().detail,
                unknown ? hint_of(route) : "");
    refused.errors = std::move(wrong);
    return refused;
}

}  // namespace stratum::platform
