export { GroupMembership, type GroupMembershipEvents, type Membership } from './group-membership';
