#include "server/authors.hpp"

#include "stratum/account/users.hpp"

namespace stratum::correct {

Result<std::string> Authors::name_of(const library::CorrectionStep& step) {
    const auto known = known_.find(step.author);
    if (known != known_.end()) return known->second;
    std::string name = step.author;  // "local", or what the terminal kept.
    if (const auto id = parse_uuid(step.author)) {
        STRATUM_TRY(const auto user, account::find_user(database_, *id));
        name = user ? user->name : "somebody who left";
    }
    known_.emplace(step.author, name);
    return name;
}

}  // namespace stratum::correct
