#pragma once

#include "stratum/library/corrections.hpp"
#include "stratum/store/database.hpp"

#include <map>
#include <string>

namespace stratum::correct {

/// Who made steps, as people call them: steps keep only ids of users, so that no name outlives its user.
class Authors {
  public:
    explicit Authors(store::Database& database) : database_(database) {}
    [[nodiscard]] Result<std::string> name_of(const library::CorrectionStep& step);

  private:
    store::Database& database_;
    std::map<std::string, std::string> known_;
};

}  // namespace stratum::correct
