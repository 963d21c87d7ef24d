#pragma once

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace patchbay::testing {

/// A connection behind the store's back that lasts, for what needs an open transaction.
class RawPostgres {
 public:
  explicit RawPostgres(const std::string& url) : connection_(PQconnectdb(url.c_str()), &PQfinish) {}

  void run(const std::string& sql) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection_.get(), sql.c_str()), &PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      throw std::runtime_error(sql + ": " + PQerrorMessage(connection_.get()));
    }
  }

 private:
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

}  // namespace patchbay::testing
