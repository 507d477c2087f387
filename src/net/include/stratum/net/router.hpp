#pragma once

#include "stratum/net/http.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stratum::net {

/// Which of many routes a request means.
///
/// A pattern is a path whose segments in braces take any one segment: "/api/v1/tracks/{track}/audio"; a last segment
/// "{rest*}" takes all that follows, slashes too, unless the path has a route of its own, if of another method. A
/// segment of plain text wins over one in braces. Filled once, then only read: thread-safe from then on.
class Router {
  public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    /// `index` is the caller's own name for the route. Two routes of one method and pattern are a bug.
    void add(Method method, std::string_view pattern, std::size_t index);

    struct Match {
        enum class Kind { found, no_path, no_method } kind = Kind::no_path;
        std::size_t index = 0;
        std::vector<std::pair<std::string, std::string>> captured;  ///< Decoded.
        std::vector<Method> allowed;                                ///< With `no_method`: what there is,
        bool by_rest = false;                                       ///< and only by what takes whatever follows.
    };
    /// HEAD means GET where there is no route of its own.
    [[nodiscard]] Match find(Method method, std::string_view path) const;

  private:
    struct Node;
    std::unique_ptr<Node> root_;
};

}  // namespace stratum::net
