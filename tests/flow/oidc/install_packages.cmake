# cmake -D NPM=... -D FOLDER=... -P install_packages.cmake: installs what FOLDER/package-lock.json
# lists into FOLDER/node_modules; does nothing when that is there already.
cmake_minimum_required(VERSION 3.25)
if(NOT EXISTS "${NPM}")
  message(FATAL_ERROR "npm was not found when the build was configured; install it with `make deps` "
    "(Debian: nodejs npm) and configure again")
endif()
set(stamp "${FOLDER}/node_modules/.installed")
file(SHA256 "${FOLDER}/package-lock.json" wanted)
set(installed "")
if(EXISTS "${stamp}")
  file(READ "${stamp}" installed)
endif()
if(NOT installed STREQUAL wanted)
  # Scripts of packages are never run; none of these needs one.
  execute_process(COMMAND "${NPM}" ci --ignore-scripts --no-audit --no-fund
    WORKING_DIRECTORY "${FOLDER}" COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE "${stamp}" "${wanted}")
endif()
